import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorCodes } from '../../src/errors/codes.js'

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
const sections = page.split(/^### /m).slice(1)

it('has a section in docs/errors.md for every code, and for no other', () => {
  expect(sections.map((section) => section.split('\n', 1)[0]).sort()).toEqual(Object.keys(errorCodes).sort())
})

it('says in every section what it means and how to fix it', () => {
  for (const section of sections) expect(section).toMatch(/^[A-Z_]+\n\n\S.+\n\n\*\*Fix:\*\* \S/)
})

it('begins every section with the meaning that stands beside the code', () => {
  for (const [code, meaning] of Object.entries(errorCodes)) {
    const section = sections.find((text) => text.startsWith(`${code}\n`))
    expect(section).toContain(`\n\n${meaning.slice(0, -1)}`)
  }
})

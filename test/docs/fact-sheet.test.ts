import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ruleCatalogue, violationRules } from '../../src/host/rules/catalogue.js'
import { makePage } from './fact-sheet-page.js'
import { sections } from './facts/index.js'

const root = path.join(import.meta.dirname, '../..')
const facts = sections.flatMap(({ facts }) => facts)

// To bring it in step: npm run docs:facts
it('docs/fact-sheet.md is in step with its sources', async () => {
  await expect(makePage(sections)).toMatchFileSnapshot(path.join(root, 'docs/fact-sheet.md'))
})

describe('the facts', () => {
  it('name tests that are there', () => {
    const missing = facts.flatMap((fact) => ('file' in fact && !hasTest(fact.file, fact.title) ? [fact] : []))
    expect(missing).toEqual([])
  })

  it('are said once in their section', () => {
    for (const { facts } of sections) {
      const rules = facts.map(({ rule }) => rule)
      expect(new Set(rules).size).toBe(rules.length)
    }
  })

  it('have their sections in order', () => {
    const numbers = sections.map(({ number }) => number.split('.').map(Number))
    const inOrder = [...numbers].sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d)
    expect(numbers).toEqual(inOrder)
  })

  it('have a section for each that a violation names', () => {
    const known = sections.map(({ number }) => number)
    for (const rule of violationRules) {
      const named = ruleCatalogue[rule].section?.split(', ') ?? []
      expect(known, rule).toEqual(expect.arrayContaining(named))
    }
  })
})

describe('a test', () => {
  it.each([
    ['that is not there', 'test/docs/fact-sheet.test.ts', 'is not there'],
    ['that is only mentioned', 'test/docs/fact-sheet.test.ts', 'that is only mentioned and more'],
    ['in a file that is not there', 'test/docs/nothing.test.ts', 'name tests that are there'],
  ])('%s is missed', (_, file, title) => {
    expect(hasTest(file, title)).toBe(false)
  })

  it.each([
    ['of Vitest', 'test/docs/fact-sheet.test.ts', 'name tests that are there'],
    ['of a table', 'test/docs/fact-sheet.test.ts', 'that is only mentioned'],
    ['with a quote', 'test/host/recorded-calls.test.ts', "join message and payload in profile 'upstream'"],
    ['in C', 'native/test/trampoline_test.c', 'ABI version 1 has no table'],
  ])('%s is found', (_, file, title) => {
    expect(hasTest(file, title)).toBe(true)
  })
})

/** Whether a test of that title, or a row of a table of tests, stands in the file. */
function hasTest(file: string, title: string): boolean {
  const place = path.join(root, file)
  if (!existsSync(place)) return false
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`[([,]\\s*(['"\`])${escaped}\\1\\s*[,)]`).test(readFileSync(place, 'utf8'))
}

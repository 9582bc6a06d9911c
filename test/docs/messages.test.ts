import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorCodes } from '../../src/errors/codes.js'
import { violationRules } from '../../src/host/rules/catalogue.js'
import { anchorOf } from './anchors.js'
import { codeGroups, codePages } from './messages/codes.js'
import { makePages } from './messages/pages.js'
import { rulePages } from './messages/rules.js'

const docs = path.join(import.meta.dirname, '../../docs')
const pages = makePages()

// To bring them in step: npm run docs:messages
describe('the pages about messages', () => {
  it.each([...pages])('docs/%s is in step with its sources', async (name, text) => {
    await expect(text).toMatchFileSnapshot(path.join(docs, name))
  })

  it('are there for every code and rule, and for nothing else', () => {
    const found = ['errors', 'violations'].flatMap((folder) =>
      readdirSync(path.join(docs, folder)).map((name) => `${folder}/${name}`),
    )
    const names = [
      ...Object.keys(errorCodes).map((code) => `errors/${code}`),
      ...violationRules.map((rule) => `violations/${rule}`),
    ]
    const expected = [...names, 'errors/README', 'violations/README'].map((name) => `${name}.md`)
    expect(found.sort()).toEqual(expected.sort())
  })

  it('have no text in angle brackets outside of code, where it would not be shown', () => {
    const hidden = [...pages].filter(([, text]) => /<\w/.test(text.replace(/```[\s\S]*?```|`[^`]*`/g, '')))
    expect(hidden.map(([name]) => name)).toEqual([])
  })
})

describe('the texts of the pages', () => {
  it('are whole sentences', () => {
    const texts = [
      ...Object.values(codePages).flatMap(({ happens, cure }) => [happens, cure]),
      ...Object.values(rulePages).map(({ happens }) => happens),
    ]
    for (const text of texts) expect(text).toMatch(/^[A-Z`[][\s\S]*[.)]$/)
  })

  it('have each code in one group, in the order of codes.ts', () => {
    expect(codeGroups.flatMap(({ codes }) => codes)).toEqual(Object.keys(errorCodes))
  })

  it('name other codes and rules than their own', () => {
    for (const [code, { related }] of Object.entries(codePages)) expect(related).not.toContain(code as ErrorCode)
    for (const [rule, { related = [] }] of Object.entries(rulePages)) expect(related).not.toContain(rule)
  })
})

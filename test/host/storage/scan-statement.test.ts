import { describe, expect, it } from 'vitest'
import { scanStatement } from '../../../src/host/storage/scan-statement.js'

describe('a text is empty', () => {
  it.each(['', ' \t\n\f\r', ';', ' ; ;', '-- SELECT 1', '/* SELECT 1 */', '/* SELECT 1', '\ufeff', '-- a\n/**/;-- b'])(
    'when it is %j',
    (sql) => {
      expect(scanStatement(sql).isEmpty).toBe(true)
    },
  )

  it.each(['SELECT 1', '-- a\nSELECT 1', ';SELECT 1', '/*', '/**/x', "''", '?', '-', '\u00a0', '\v'])(
    'but not when it is %j',
    (sql) => {
      expect(scanStatement(sql).isEmpty).toBe(false)
    },
  )
})

describe('the verb', () => {
  it.each([
    ['select 1', 'SELECT'],
    ['\ufeff;/* a */ -- b\n;aTTach x', 'ATTACH'],
    ['/*/ detach */ vacuum', 'VACUUM'],
    ['/**/attach/**/x', 'ATTACH'],
    ['EXPLAIN QUERY PLAN attach x', 'ATTACH'],
    ["'attach' x", 'X'],
    ['5', ''],
    ['', ''],
  ])('of %j is %j', (sql, verb) => {
    expect(scanStatement(sql).verb).toBe(verb)
  })
})

describe('words', () => {
  it('end with the first statement', () => {
    const { hasWord } = scanStatement('VACUUM; SELECT 1 INTO')
    expect(hasWord('VACUUM')).toBe(true)
    expect(hasWord('INTO')).toBe(false)
  })

  it('are not parts of other words, of texts or of comments', () => {
    const { hasWord } = scanStatement('vacuum "into" /* into */ into2 :into -- into')
    expect(hasWord('INTO')).toBe(false)
    expect(hasWord('INTO2')).toBe(true)
  })
})

describe('parameters', () => {
  it.each([
    ['SELECT ?, ?', [undefined, undefined]],
    ['SELECT ?2', [undefined, '?2']],
    ['SELECT :a, ?, @a, :a', [':a', undefined, '@a']],
    ['SELECT ?, ?1', ['?1']],
    ['SELECT ?0, ?99999999999', []],
    ["SELECT 'a'';?', ?; SELECT ?", [undefined]],
    ["SELECT x'00', ?", [undefined]],
    ['SELECT [a]]?', [undefined]],
    ['SELECT "unterminated ?', []],
  ])('of %s', (sql, parameters) => {
    expect(scanStatement(sql).parameters).toEqual(parameters)
  })
})

it('a long text is scanned in one go', () => {
  const long = `SELECT '${"''".repeat(500_000)}', /* ${'*'.repeat(500_000)} */ ?`
  expect(scanStatement(long).parameters).toEqual([undefined])
  expect(scanStatement(`/*${'* '.repeat(500_000)}`).isEmpty).toBe(true)
})

import { describe, expect, it } from 'vitest'
import { scanStatement, wordsOf } from '../../../src/host/storage/scan-statement.js'

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

describe('the words', () => {
  it.each([
    ['select a from b', ['SELECT', 'A', 'FROM', 'B']],
    ['\ufeff;/* a */ -- b\n;aTTach x', ['ATTACH', 'X']],
    ['/*/ detach */ vacuum', ['VACUUM']],
    ['/**/attach/**/x', ['ATTACH', 'X']],
    ['EXPLAIN QUERY PLAN attach query', ['ATTACH', 'QUERY']],
    ["'attach' x", ['X']],
    ['5', []],
    ['', []],
    ['explain', []],
    ['VACUUM; SELECT 1 INTO', ['VACUUM']],
    ['vacuum "into" /* into */ into2 :into -- into', ['VACUUM', 'INTO2']],
  ])('of %j are %j', (sql, words) => {
    expect(wordsOf(sql)).toEqual(words)
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

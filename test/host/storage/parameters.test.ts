import { describe, expect, it } from 'vitest'
import { openStorage } from './open-storage.js'

/** JSON value, then what SQLite has of it: its type, and the value as the answer prints it. */
const bound: readonly [rule: string, json: string, type: string, printed: string][] = [
  ['null as NULL', 'null', 'null', 'null'],
  ['a whole number as INTEGER', '42', 'integer', '42'],
  ['a negative number', '-42', 'integer', '-42'],
  ['a whole number beyond 32 bits', '3000000000', 'integer', '3000000000'],
  ['the highest int64 with all digits', '9223372036854775807', 'integer', '9223372036854775807'],
  ['the lowest int64 with all digits', '-9223372036854775808', 'integer', '-9223372036854775808'],
  ['an integer beyond 2^53 with all digits', '9007199254740993', 'integer', '9007199254740993'],
  ['1.0 as INTEGER', '1.0', 'integer', '1'],
  ['1e3 as INTEGER', '1e3', 'integer', '1000'],
  ['-0 as INTEGER', '-0', 'integer', '0'],
  ['another number as REAL', '1.5', 'real', '1.5'],
  ['a tiny number as REAL', '1e-5', 'real', '1e-05'],
  ['an integer beyond int64 as REAL', '9223372036854775808', 'real', '9.223372036854776e+18'],
  ['a whole number beyond int64 as REAL', '1e300', 'real', '1e+300'],
  ['true as 1', 'true', 'integer', '1'],
  ['false as 0', 'false', 'integer', '0'],
  ['a string as TEXT', '"two"', 'text', '"two"'],
  ['an empty string as TEXT', '""', 'text', '""'],
  ['digits in a string as TEXT', '"9007199254740993"', 'text', '"9007199254740993"'],
  ['a string up to a NUL', '"ab\\u0000cd"', 'text', '"ab"'],
  ['a string of any script', '"Zoë 😀"', 'text', '"Zoë 😀"'],
  ['an array as its JSON', '[1, [2.5, "a/b"]]', 'text', '"[1,[2.5,\\"a/b\\"]]"'],
  ['an object as its JSON, keys sorted', '{"b": 1.0, "a": true}', 'text', '"{\\"a\\":true,\\"b\\":1}"'],
  ['digits inside of an object', '{"n": 9007199254740993}', 'text', '"{\\"n\\":9007199254740993}"'],
]

describe('values of a JSON array bind by their place', () => {
  it.each(bound)('%s', (_, json, type, printed) => {
    const { query } = openStorage()
    expect(query('SELECT typeof(?1) AS t, ?1 AS v', `[${json}]`)).toBe(
      `{"columns":["t","v"],"rows":[["${type}",${printed}]]}`,
    )
  })
})

describe('whatever the style of the parameter', () => {
  it.each([
    ['?', 'SELECT ?, ?, ?', '[1,2,3]', [1, 2, 3]],
    ['?N', 'SELECT ?3, ?1, ?2', '[1,2,3]', [3, 1, 2]],
    [':name', 'SELECT :b, :a, :b', '[1,2]', [1, 2, 1]],
    ['@name', 'SELECT @b, @a', '[1,2]', [1, 2]],
    ['$name', 'SELECT $b, $a', '[1,2]', [1, 2]],
    ['#name', 'SELECT #b, #a', '[1,2]', [1, 2]],
    ['one name in three styles', 'SELECT :a, @a, $a', '[1,2,3]', [1, 2, 3]],
    ['names of other scripts', 'SELECT :zoë, :ZOË', '[1,2]', [1, 2]],
    ['names with a suffix of Tcl', 'SELECT $a::b(c), $a', '[1,2]', [1, 2]],
    ['mixed: ? follows the highest number', 'SELECT ?2, ?, :a', '[1,2,3,4]', [2, 3, 4]],
    ['mixed: ?1 is the first ?', 'SELECT ?, ?1, ?', '[1,2]', [1, 1, 2]],
    ['a gap before ?N', 'SELECT ?4, ?', '[1,2,3,4,5]', [4, 5]],
    ['two spellings of a number', 'SELECT ?2, ?02', '[1,2]', [2, 2]],
    ['a name of objects', 'SELECT :__proto__, :constructor', '[1,2]', [1, 2]],
    ['not in texts', `SELECT ':a', ?, "?", '?''?', ?`, '[1,2]', [':a', 1, '?', "?'?", 2]],
    ['not in comments', 'SELECT /* ? :a */ ?, -- ?\n ?', '[1,2]', [1, 2]],
    ['not in names', 'SELECT a$b, [?], `:c`, ? FROM (SELECT 5 AS a$b, 6 AS [?], 7 AS `:c`)', '[1]', [5, 6, 7, 1]],
    ['not in the second statement', 'SELECT ?; SELECT :b', '[1,2]', [1]],
  ])('%s', (_, sql, params, row) => {
    expect(openStorage().rows(sql, params)).toEqual([row])
  })
})

describe('of the values', () => {
  it('those too many are ignored', () => {
    const { exec, rows } = openStorage()
    exec('CREATE TABLE a (b)')
    expect(exec('INSERT INTO a VALUES (?)', '[1,2,3]')).toBe('{"changes":1,"last_insert_rowid":1}')
    expect(rows('SELECT b FROM a WHERE b = :b', '[1,2,3]')).toEqual([[1]])
    expect(rows('SELECT 1', '[1]')).toEqual([[1]])
  })

  it('those that are missing stay NULL', () => {
    expect(openStorage().rows('SELECT ?, ?, :c, ?9', '[1]')).toEqual([[1, null, null, null]])
  })
})

it.each(['', '{"a":1}', '5', '"text"', 'no JSON', '[1', 'null', `${'['.repeat(100_000)}${']'.repeat(100_000)}`])(
  'params that are no array of values bind nothing',
  (params) => {
    expect(openStorage().query('SELECT ? AS a', params.startsWith('[[') ? `{"a":${params}}` : params)).toBe(
      '{"columns":["a"],"rows":[[null]]}',
    )
  },
)

it('a BLOB cannot be bound', () => {
  expect(openStorage().rows('SELECT typeof(?), typeof(?)', '["AP8=",{"type":"Buffer","data":[0]}]')).toEqual([
    ['text', 'text'],
  ])
})

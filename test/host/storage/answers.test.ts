import { describe, expect, it } from 'vitest'
import { printRows } from '../../../src/host/storage/answers.js'
import { errorText, openStorage } from './open-storage.js'

describe('db_exec', () => {
  it('answers changes and last_insert_rowid, in this order and without spaces', () => {
    const { exec } = openStorage()
    exec('CREATE TABLE a (b)')
    expect(exec('INSERT INTO a VALUES (1), (2), (3)')).toBe('{"changes":3,"last_insert_rowid":3}')
    expect(exec('DELETE FROM a WHERE b > 1')).toBe('{"changes":2,"last_insert_rowid":3}')
    expect(exec('UPDATE a SET b = 5 WHERE b = 4')).toBe('{"changes":0,"last_insert_rowid":3}')
  })

  it('repeats the last numbers after statements that write no rows', () => {
    const { exec, query } = openStorage()
    exec('CREATE TABLE a (b)')
    exec('INSERT INTO a VALUES (1), (2)')
    const last = '{"changes":2,"last_insert_rowid":2}'
    expect(exec('CREATE TABLE c (d)')).toBe(last)
    expect(exec('SELECT * FROM a')).toBe(last)
    query('SELECT * FROM a')
    expect(exec('PRAGMA user_version = 5')).toBe(last)
  })

  it('tells of what db_query wrote: both are of the connection', () => {
    const { exec, query } = openStorage()
    exec('CREATE TABLE a (b)')
    query('INSERT INTO a VALUES (1), (2)')
    expect(exec('SELECT 1')).toBe('{"changes":2,"last_insert_rowid":2}')
  })

  it('has all digits of a rowid', () => {
    const { exec } = openStorage()
    exec('CREATE TABLE a (id INTEGER PRIMARY KEY)')
    expect(exec('INSERT INTO a VALUES (9007199254740993)')).toBe('{"changes":1,"last_insert_rowid":9007199254740993}')
  })

  it('steps a SELECT once: a row that would fail later is never computed', () => {
    const { exec } = openStorage()
    expect(exec('SELECT abs(column1) FROM (VALUES (1), (-9223372036854775808))')).toBe(
      '{"changes":0,"last_insert_rowid":0}',
    )
    expect(exec('SELECT abs(column1) FROM (VALUES (-9223372036854775808))')).toBe(errorText('integer overflow'))
  })
})

describe('db_query', () => {
  it('answers rows as arrays, parallel to columns', () => {
    const { exec, query } = openStorage()
    exec('CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT)')
    exec(`INSERT INTO a (text) VALUES ('one'), (NULL)`)
    expect(query('SELECT * FROM a')).toBe('{"columns":["id","text"],"rows":[[1,"one"],[2,null]]}')
    expect(query('SELECT * FROM a WHERE id > 2')).toBe('{"columns":["id","text"],"rows":[]}')
  })

  it('keeps columns of the same name', () => {
    expect(openStorage().query('SELECT 1 AS a, 2 AS a, 3 AS b')).toBe('{"columns":["a","a","b"],"rows":[[1,2,3]]}')
  })

  it('runs statements that write, and answers what they return', () => {
    const { query, rows } = openStorage()
    expect(query('CREATE TABLE a (b)')).toBe('{"columns":[],"rows":[]}')
    expect(query('INSERT INTO a VALUES (1), (2)')).toBe('{"columns":[],"rows":[]}')
    expect(query('UPDATE a SET b = b + 1 RETURNING b')).toBe('{"columns":["b"],"rows":[[2],[3]]}')
    expect(rows('SELECT * FROM a')).toEqual([[2], [3]])
  })

  it('gives the rows up to an error while stepping', () => {
    const { exec, query } = openStorage()
    exec('CREATE TABLE a (b)')
    exec('INSERT INTO a VALUES (1), (2), (-9223372036854775808), (4)')
    expect(query('SELECT abs(b) AS c FROM a')).toBe('{"columns":["c"],"rows":[[1],[2]]}')
    // The statement is not left open: it would lock the table.
    expect(exec('DROP TABLE a')).toMatch(/^\{"changes"/)
  })

  it('gives no rows for a write that fails, and no error', () => {
    const { exec, query } = openStorage()
    exec('CREATE TABLE a (b UNIQUE)')
    exec('INSERT INTO a VALUES (1)')
    expect(query('INSERT INTO a VALUES (1)')).toBe('{"columns":[],"rows":[]}')
  })
})

describe('a value', () => {
  it.each([
    ['NULL', 'NULL', 'null'],
    ['INTEGER', '42', '42'],
    ['INTEGER beyond 2^53', '9007199254740993', '9007199254740993'],
    ['the highest INTEGER', '9223372036854775807', '9223372036854775807'],
    ['the lowest INTEGER', '-9223372036854775807 - 1', '-9223372036854775808'],
    ['REAL', '1.0', '1.0'],
    ['REAL with an exponent', '1e20', '1e+20'],
    ['infinity', '9e999', 'inf'],
    ['negative infinity', '-9e999', '-inf'],
    ['TEXT', `'Zoë 😀'`, '"Zoë 😀"'],
    ['TEXT with the five characters that are escaped', `'a\\b"c' || char(10, 13, 9)`, '"a\\\\b\\"c\\n\\r\\t"'],
    ['TEXT with other control characters', `char(1, 8, 12, 31, 127)`, '"\u0001\b\f\u001f\u007f"'],
    ['TEXT with a slash', `'a/b'`, '"a/b"'],
    ['TEXT with a NUL, which ends it', `'ab' || char(0) || 'cd'`, '"ab"'],
    ['BLOB', `x'00ff10'`, '"AP8Q"'],
    ['BLOB without bytes', `x''`, 'null'],
  ])('%s', (_, sql, printed) => {
    expect(openStorage().query(`SELECT ${sql} AS v`)).toBe(`{"columns":["v"],"rows":[[${printed}]]}`)
  })
})

describe('a column', () => {
  it('has the text of its expression as its name, escaped as TEXT', () => {
    expect(openStorage().query('SELECT "a\tb", \'x\\y\'')).toBe(
      '{"columns":["\\"a\\tb\\"","\'x\\\\y\'"],"rows":[["a\\tb","x\\\\y"]]}',
    )
  })

  it('without a name is called by its place', () => {
    expect(printRows([{ name: 'a' }, { name: null }], [[1n, 2n]])).toBe('{"columns":["a","col1"],"rows":[[1,2]]}')
  })
})

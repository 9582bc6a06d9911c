import { describe, expect, it } from 'vitest'
import { errorText, openStorage } from './open-storage.js'

describe('errors are {"error":text}, with what SQLite says', () => {
  it.each([
    ['a syntax error', 'SELEC 1', 'near "SELEC": syntax error'],
    ['an unknown table', 'SELECT * FROM b', 'no such table: b'],
    ['an incomplete statement', 'SELECT', 'incomplete input'],
    ['an unknown function', 'SELECT f(1)', 'no such function: f'],
  ])('%s', (_, sql, text) => {
    const { exec, query } = openStorage()
    expect(exec(sql)).toBe(errorText(text))
    expect(query(sql)).toBe(errorText(text))
  })

  it('a constraint, in db_exec', () => {
    const { exec } = openStorage()
    exec('CREATE TABLE a (b UNIQUE, c NOT NULL)')
    exec('INSERT INTO a VALUES (1, 1)')
    expect(exec('INSERT INTO a VALUES (1, 1)')).toBe(errorText('UNIQUE constraint failed: a.b'))
    expect(exec('INSERT INTO a VALUES (2, NULL)')).toBe(errorText('NOT NULL constraint failed: a.c'))
  })
})

describe('of several statements', () => {
  it('only the first runs, and the rest is not even parsed', () => {
    const { exec, rows } = openStorage()
    exec('CREATE TABLE a (b); CREATE TABLE c (d)')
    exec(`INSERT INTO a VALUES ('one;two'); DROP TABLE a; no SQL at all`)
    expect(rows(`SELECT name FROM sqlite_master; SELECT 5`)).toEqual([['a']])
    expect(rows('SELECT * FROM a')).toEqual([['one;two']])
  })

  it('empty ones before the first do not count', () => {
    expect(openStorage().rows(' ; -- a\n ; SELECT 1')).toEqual([[1]])
  })
})

describe('a text without a statement', () => {
  it.each(['', '  ', '-- nothing', ';'])('%j has no rows in db_query, and is an error in db_exec', (sql) => {
    const { exec, query } = openStorage()
    expect(query(sql)).toBe('{"columns":[],"rows":[]}')
    expect(exec(sql)).toBe(errorText('not an error'))
    expect(query(sql, '[1]')).toBe('{"columns":[],"rows":[]}')
  })
})

it('transactions span calls', () => {
  const { exec, query, rows } = openStorage()
  exec('CREATE TABLE a (b)')
  exec('BEGIN')
  exec('INSERT INTO a VALUES (1)')
  query('INSERT INTO a VALUES (2)')
  expect(rows('SELECT count(*) FROM a')).toEqual([[2]])
  exec('SAVEPOINT s')
  exec('INSERT INTO a VALUES (3)')
  exec('ROLLBACK TO s')
  expect(rows('SELECT count(*) FROM a')).toEqual([[2]])
  exec('ROLLBACK')
  expect(rows('SELECT count(*) FROM a')).toEqual([[0]])
  expect(exec('COMMIT')).toBe(errorText('cannot commit - no transaction is active'))
})

it.each(["json_extract('{\"a\":1}', '$.a')", 'sqrt(4) > 1', "lower('A') = 'a'"])('SQLite has %s', (expression) => {
  expect(openStorage().rows(`SELECT ${expression}`)).toEqual([[1]])
})

it('SQLite has FTS5', () => {
  const { exec, rows } = openStorage()
  exec('CREATE VIRTUAL TABLE notes USING fts5(text)')
  exec(`INSERT INTO notes VALUES ('buy milk'), ('call Ada')`)
  expect(rows(`SELECT text FROM notes WHERE notes MATCH 'ada'`)).toEqual([['call Ada']])
})

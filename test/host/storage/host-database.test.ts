import { describe, expect, it } from 'vitest'
import { openStorage } from './open-storage.js'

const openDB = () => openStorage().storage.db

describe('seed', () => {
  it('runs several statements', () => {
    const db = openDB()
    db.seed(`CREATE TABLE a (b); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);`)
    expect(db.all('SELECT b FROM a')).toEqual([{ b: 1 }, { b: 2 }])
  })

  it('throws what SQLite says', () => {
    expect(() => openDB().seed('INSERT INTO a VALUES (1)')).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('no such table: a') }),
    )
  })

  it('may attach files: nothing is forbidden to the test', () => {
    const db = openDB()
    db.seed(`ATTACH ':memory:' AS other; CREATE TABLE other.a (b)`)
    expect(db.all('SELECT name FROM other.sqlite_master')).toEqual([{ name: 'a' }])
  })
})

describe('all', () => {
  it('answers plain objects, with numbers where they are exact', () => {
    expect(
      openDB().all(`SELECT 1 AS i, 9007199254740993 AS big, 1.5 AS r, 't' AS t, x'01' AS b, NULL AS n`),
    ).toStrictEqual([{ i: 1, big: 9007199254740993n, r: 1.5, t: 't', b: expect.any(Uint8Array), n: null }])
  })

  it('binds by place, whatever the style', () => {
    const sql = 'SELECT typeof(?) AS a, typeof(:b) AS b, typeof(?) AS c, typeof(@d) AS d, typeof(?) AS e'
    expect(openDB().all(sql, [1, 1.5, true, new Uint8Array([1]), undefined])).toEqual([
      { a: 'integer', b: 'real', c: 'integer', d: 'blob', e: 'null' },
    ])
  })

  it('throws what SQLite says', () => {
    expect(() => openDB().all('SELECT * FROM a')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })
})

it('handle is the open database, as node:sqlite has it', () => {
  const { handle, all } = (({ handle, all }) => ({ handle, all }))(openDB())
  expect(all).toBeTypeOf('function')
  handle.exec('CREATE TABLE a (b)')
  expect(handle.prepare('INSERT INTO a VALUES (?)').run(5)).toEqual({ changes: 1, lastInsertRowid: 1 })
  expect(handle.prepare('SELECT b FROM a').get()).toEqual({ b: 5 })
})

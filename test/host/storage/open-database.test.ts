import { describe, expect, it } from 'vitest'
import { loadDriver } from '../../../src/host/storage/driver.js'
import { openDatabase } from '../../../src/host/storage/open-database.js'
import { errorText, openStorage } from './open-storage.js'

describe('a database has the settings of the app', () => {
  it.each([
    ['synchronous', 1],
    ['temp_store', 2],
    ['cache_size', -20_000],
    ['foreign_keys', 1],
    ['busy_timeout', 5000],
    ['max_page_count', 25_600],
  ])('%s', (setting, value) => {
    expect(openStorage().rows(`PRAGMA ${setting}`)).toEqual([[value]])
  })

  it('foreign keys hold', () => {
    const { exec } = openStorage()
    exec('CREATE TABLE a (id INTEGER PRIMARY KEY)')
    exec('CREATE TABLE b (a REFERENCES a)')
    expect(exec('INSERT INTO b VALUES (5)')).toBe(errorText('FOREIGN KEY constraint failed'))
  })

  it('double quotes may stand for texts, as in plain SQLite', () => {
    expect(openStorage().rows('SELECT "text"')).toEqual([['text']])
  })
})

describe('the size', () => {
  it('is limited: above it the database is full', () => {
    const { exec, rows } = openStorage({ limits: { databaseBytes: 40_960 } })
    exec('CREATE TABLE a (b)')
    expect(exec('INSERT INTO a VALUES (randomblob(100000))')).toBe(errorText('database or disk is full'))
    expect(rows('PRAGMA max_page_count')).toEqual([[10]])
  })

  it('is one page at least', () => {
    expect(openStorage({ limits: { databaseBytes: 1 } }).rows('PRAGMA max_page_count')).toEqual([[1]])
  })

  it.each([0, Number.POSITIVE_INFINITY])('has no limit by %j', (databaseBytes) => {
    expect(openStorage({ limits: { databaseBytes } }).rows('PRAGMA max_page_count')).toEqual([[4_294_967_294]])
  })
})

it('nothing stays open when a setting is refused', () => {
  const { DatabaseSync } = loadDriver()
  const closed: string[] = []
  class Stubborn extends DatabaseSync {
    override exec(): void {
      throw new Error('refused')
    }
    override close(): void {
      closed.push('closed')
      super.close()
    }
  }
  expect(() => openDatabase({ DatabaseSync: Stubborn }, { file: ':memory:', mostBytes: 0 })).toThrow('refused')
  expect(closed).toEqual(['closed'])
})

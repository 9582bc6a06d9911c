import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadDriver } from '../../../src/host/storage/driver.js'
import { errorText, openStorage } from './open-storage.js'

const folder = mkdtempSync(path.join(tmpdir(), 'mockhost-storage-'))
afterAll(() => rmSync(folder, { recursive: true }))

const withoutDriver = () =>
  loadDriver({
    builtin: () => undefined,
    installed: () => {
      throw new Error('Cannot find module')
    },
  })

describe('a database', () => {
  it('is opened at the first use', () => {
    let loads = 0
    const { storage, exec } = openStorage({
      loadDriver: () => {
        loads++
        return loadDriver()
      },
    })
    expect(exec(null)).toBeNull()
    expect(loads).toBe(0)
    exec('SELECT 1')
    exec('SELECT 1')
    expect(storage.db).toBe(storage.db)
    expect(loads).toBe(1)
  })

  it('lives in memory, and each host has its own', () => {
    const one = openStorage()
    one.exec('CREATE TABLE a (b)')
    expect(openStorage().query('SELECT * FROM a')).toBe(errorText('no such table: a'))
  })

  it('is shared by the agents and plugins of a host', () => {
    const { exec, query } = openStorage()
    exec('CREATE TABLE a (b)', null, 'com.example.a')
    expect(query('SELECT * FROM a', null, 'com.example.b')).toBe('{"columns":["b"],"rows":[]}')
  })

  it('in a file is there for the next host, in WAL mode', () => {
    const file = path.join(folder, 'data.db')
    const first = openStorage({ file })
    first.exec('CREATE TABLE a (b)')
    expect(first.rows('PRAGMA journal_mode')).toEqual([['wal']])
    first.storage.close()
    const second = openStorage({ file })
    expect(second.query('SELECT * FROM a')).toBe('{"columns":["b"],"rows":[]}')
    second.storage.close()
  })

  it('that cannot be opened is not open for the plugin, and an error for the test', () => {
    const { storage, exec, query } = openStorage({ file: path.join(folder, 'nowhere/data.db') })
    expect(exec('SELECT 1')).toBe(errorText('Database not open'))
    expect(query('SELECT 1')).toBe(errorText('Database not open'))
    expect(() => storage.db).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining('unable to open database file'),
      }),
    )
  })

  it('is not open after close, which may come twice', () => {
    const { storage, exec } = openStorage()
    exec('CREATE TABLE a (b)')
    storage.close()
    storage.close()
    expect(exec('SELECT 1')).toBe(errorText('Database not open'))
    expect(() => storage.db).toThrow(expect.objectContaining({ code: 'HOST_CLOSED' }))
  })
})

describe('without SQLite', () => {
  it('the slots say which package to install', () => {
    const { exec, query } = openStorage({ loadDriver: withoutDriver })
    const answer = JSON.parse(String(exec('SELECT 1')))
    expect(Object.keys(answer)).toEqual(['error'])
    expect(answer.error).toMatch(/npm install -D @photostructure\/sqlite@1/)
    expect(query('SELECT 1')).toBe(exec('SELECT 1'))
    expect(exec(`ATTACH 'a' AS b`)).toBe(errorText('Forbidden SQL statement'))
  })

  it('host.db says the same', () => {
    const { storage } = openStorage({ loadDriver: withoutDriver })
    expect(() => storage.db).toThrow(
      expect.objectContaining({ code: 'NO_SQLITE', message: expect.stringMatching(/npm install -D @photostructure/) }),
    )
  })
})

describe('a plugin that is shutting down', () => {
  it('gets "Plugin is shutting down", whatever it asks', () => {
    const { storage, exec, query } = openStorage()
    storage.stop('com.example.a')
    expect(exec('SELECT 1')).toBe(errorText('Plugin is shutting down'))
    expect(query('')).toBe(errorText('Plugin is shutting down'))
    expect(exec(`ATTACH 'a' AS b`)).toBe(errorText('Plugin is shutting down'))
    expect(exec(null)).toBeNull()
    expect(exec('SELECT 1', null, 'com.example.b')).toBe('{"changes":0,"last_insert_rowid":0}')
  })

  it('finds what it wrote when it is loaded again', () => {
    const { storage, exec, rows } = openStorage()
    exec('CREATE TABLE a (b)')
    exec('INSERT INTO a VALUES (1)')
    storage.stop('com.example.a')
    storage.start('com.example.a')
    expect(rows('SELECT * FROM a')).toEqual([[1]])
  })
})

it('an error that a test prepares has the form of storage', () => {
  const { storage } = openStorage()
  expect(storage.simulators.db_exec.fail?.('database is locked', 'unused')).toBe(errorText('database is locked'))
  expect(storage.simulators.db_query.fail?.('no such table: a', 'unused')).toBe(errorText('no such table: a'))
})

describe('what a plugin wrote', () => {
  it('a test reads, and the other way round', () => {
    const { storage, exec, rows } = openStorage()
    exec('CREATE TABLE a (b)')
    exec('INSERT INTO a VALUES (?)', '["from the plugin"]')
    storage.db.seed(`INSERT INTO a VALUES ('from the test')`)
    expect(storage.db.all('SELECT b FROM a')).toStrictEqual([{ b: 'from the plugin' }, { b: 'from the test' }])
    expect(rows('SELECT count(*) FROM a')).toEqual([[2]])
  })
})

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadDriver } from '../../../src/host/storage/driver.js'
import { runGuarded } from '../../../src/host/storage/forbidden-statement.js'
import { errorText, openStorage } from './open-storage.js'

const folder = mkdtempSync(path.join(tmpdir(), 'mockhost-forbidden-'))
const file = path.join(folder, 'other.db')
afterAll(() => rmSync(folder, { recursive: true }))

const forbidden = errorText('Forbidden SQL statement')

describe('the app forbids', () => {
  it.each([
    ['ATTACH', `ATTACH '${file}' AS a`],
    ['attach, after white space', ` \n\u0085attach '${file}' AS a`],
    ['DETACH', 'DETACH a'],
    ['words that begin like it', 'ATTACHMENTS'],
    ['load_extension', `SELECT load_extension('a')`],
    ['LOAD_EXTENSION in a text', `SELECT 'LOAD_EXTENSION'`],
    ['load_extension in a comment', 'SELECT 1 -- Load_Extension'],
  ])('%s', (_, sql) => {
    const { exec, query } = openStorage()
    expect(exec(sql)).toBe(forbidden)
    expect(query(sql)).toBe(forbidden)
  })
})

describe('we forbid, since a test must not open real files', () => {
  it.each([
    ['ATTACH behind a comment', `/* a */ ATTACH '${file}' AS a`],
    ['ATTACH behind a line comment', `-- a\nATTACH '${file}' AS a`],
    ['ATTACH behind a semicolon', `;;ATTACH '${file}' AS a`],
    ['ATTACH behind a byte order mark', `\ufeffATTACH '${file}' AS a`],
    ['DETACH behind a comment', '/**/DETACH a'],
    ['VACUUM INTO', `VACUUM INTO '${file}'`],
    ['VACUUM INTO of a schema', `vacuum main /**/ into '${file}'`],
    ['VACUUM INTO a parameter', 'VACUUM INTO ?'],
  ])('%s', (_, sql) => {
    const { exec, query } = openStorage()
    expect(exec(sql, JSON.stringify([file]))).toBe(forbidden)
    expect(query(sql, JSON.stringify([file]))).toBe(forbidden)
    expect(existsSync(file)).toBe(false)
  })
})

describe('nobody forbids', () => {
  it.each([
    'VACUUM',
    'vacuum main',
    'PRAGMA user_version = 5',
    `SELECT 'ATTACH'`,
    'SELECT 1 AS attached',
    'SELECT 1; ATTACH x',
  ])('%s', (sql) => {
    expect(openStorage().exec(sql)).toBe('{"changes":0,"last_insert_rowid":0}')
  })
})

describe('where the driver has an authorizer', () => {
  const open = () => new (loadDriver().DatabaseSync)(':memory:', {})

  it.runIf(open().setAuthorizer)('SQLite itself refuses what the scanner would miss, and a plain VACUUM runs', () => {
    const database = open()
    for (const sql of [`ATTACH '${file}' AS a`, `ATTACH ('${folder}' || '/other.db') AS a`, `VACUUM INTO '${file}'`]) {
      expect(() => runGuarded(database, sql, () => database.exec(sql))).toThrow(/not authorized|authorization denied/)
    }
    expect(existsSync(file)).toBe(false)
    runGuarded(database, 'VACUUM', () => database.exec('VACUUM'))
    // The author of the test may attach what he likes.
    database.exec(`ATTACH ':memory:' AS mine`)
    database.close()
  })

  it('only texts that could attach are guarded', () => {
    const judges: unknown[] = []
    const database = { setAuthorizer: (judge: unknown) => judges.push(judge === null ? 'none' : 'ours') } as never
    expect(runGuarded(database, 'SELECT 1', () => 5)).toBe(5)
    expect(judges).toEqual([])
    expect(() => runGuarded(database, 'VACUUM', () => JSON.parse('{'))).toThrow(SyntaxError)
    expect(judges).toEqual(['ours', 'none'])
  })
})

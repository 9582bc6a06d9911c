import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { SQLiteDatabase } from '../../src/host/storage/contract.js'
import { loadDriver } from '../../src/host/storage/driver.js'
import { isForbidden, runGuarded } from '../../src/host/storage/forbidden-statement.js'
import { openDatabase } from '../../src/host/storage/open-database.js'
import { bindByPlace } from '../../src/host/storage/parameters.js'
import { scanStatement } from '../../src/host/storage/scan-statement.js'
import { errorText, openStorage } from '../host/storage/open-storage.js'
import { type AttachVariant, arbitraryAttach } from './arbitrary-attach.js'
import { arbitraryCall, type FuzzedCall } from './arbitrary-sql.js'
import { seed, shareOf, Tally } from './runs.js'
import { oracleVersion, SQLiteOracle } from './sqlite-oracle.js'

const folder = mkdtempSync(path.join(tmpdir(), 'mockhost-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true }))

const schema = `CREATE TABLE t (a, b INTEGER UNIQUE, c TEXT CHECK (c <> 'B'));
  INSERT INTO t VALUES (1, 2, 'a'), (1.5, NULL, NULL), (x'00', -9223372036854775808, '5')`
const callsOfSession = 10

/** `3.53` of `3.53.4`: older ones round REALs otherwise when they are written as texts. Node 22 has one. */
function minorOf(version: unknown): string {
  return String(version).split('.', 2).join('.')
}
const [own] = openStorage().storage.db.all('SELECT sqlite_version() AS version')
const isOfSameAge = minorOf(own?.version) === minorOf(oracleVersion())

it.runIf(isOfSameAge)('answers SQL as another build of SQLite does, which binds by position in C', () => {
  const sessions = Math.ceil(shareOf(25) / callsOfSession)
  const tally = new Tally('SQL', sessions * callsOfSession)
  const session = fc.array(arbitraryCall, { minLength: callsOfSession, maxLength: callsOfSession })
  const property = fc.property(session, (calls) => {
    const { storage, exec, query } = openStorage()
    const oracle = new SQLiteOracle(schema)
    storage.db.seed(schema)
    for (const call of calls) {
      const answer = (call.slot === 'exec' ? exec : query)(call.sql, call.params)
      expect(answer).toBe(oracle.answer(call))
      count(tally, call, String(answer))
    }
    storage.close()
    oracle.close()
  })
  fc.assert(property, { numRuns: sessions, seed })
  tally.print()
  // A fuzz test that never meets a case says nothing about it.
  for (const [what, share] of cases)
    expect(tally.of(what), what).toBeGreaterThanOrEqual(sessions * callsOfSession * share)
})

const cases = [
  ['rows', 0.1],
  ['changes', 0.15],
  ['error', 0.1],
  ['constraint', 0.005],
  ['bound', 0.3],
  ['named', 0.1],
] as const

function count(tally: Tally, call: FuzzedCall, answer: string): void {
  tally.step()
  if (/^\{"columns":\[.*\],"rows":\[\[/s.test(answer)) tally.count('rows')
  if (answer.startsWith('{"changes"')) tally.count('changes')
  if (answer.startsWith('{"error"')) tally.count('error')
  if (answer.includes('constraint failed')) tally.count('constraint')
  const { parameters } = scanStatement(call.sql)
  if (answer.startsWith('{"error"') || call.bound.length === 0 || parameters.length === 0) return
  tally.count('bound')
  if (parameters.some((name) => name !== undefined)) tally.count('named')
}

it('lets no spelling of ATTACH, DETACH and VACUUM INTO through, and all of them work without the guard', () => {
  const file = path.join(folder, 'other.db')
  const runs = shareOf(5)
  const tally = new Tally('ATTACH', runs)
  const { storage, exec, query } = openStorage()
  const { handle } = storage.db
  handle.exec("ATTACH ':memory:' AS other")
  const bare = openDatabase(loadDriver(), { file: ':memory:', mostBytes: 0 })
  const property = fc.property(arbitraryAttach(file), fc.boolean(), (variant, isQuery) => {
    const { sql, params, does } = variant
    expect((isQuery ? query : exec)(sql, JSON.stringify(params)), sql).toBe(errorText('Forbidden SQL statement'))
    expect(namesOf(handle)).toEqual(['main', 'other'])
    expect(existsSync(file)).toBe(false)
    if (handle.setAuthorizer) expect(() => runGuarded(handle, sql, () => run(handle, variant))).toThrow()
    expect(hasEffect(bare, variant, file), sql).toBe(true)
    tally.count(does)
    tally.step()
  })
  fc.assert(property, { numRuns: runs, seed })
  tally.print()
  for (const does of ['attach', 'vacuum', 'detach']) expect(tally.of(does)).toBeGreaterThanOrEqual(runs / 20)
  storage.close()
  bare.close()
})

it('forbids no statement that begins otherwise', () => {
  fc.assert(
    fc.property(arbitraryCall, ({ sql }) => {
      expect(isForbidden(sql), sql).toBe(false)
    }),
    { numRuns: shareOf(5), seed },
  )
})

/** Whether the statement does what it says on a database that nobody guards; undone afterwards. */
function hasEffect(bare: SQLiteDatabase, variant: AttachVariant, file: string): boolean {
  if (variant.does === 'detach') bare.exec("ATTACH ':memory:' AS other")
  run(bare, variant)
  const isOther = namesOf(bare).includes('other')
  if (variant.does === 'detach') return !isOther
  const isThere = existsSync(file)
  if (isOther) {
    // SQLite creates a file that is attached at the first write.
    bare.exec('CREATE TABLE other.a (b)')
    bare.exec('DETACH other')
  }
  const hasWritten = existsSync(file)
  rmSync(file, { force: true })
  return variant.does === 'vacuum' ? isThere : isOther && hasWritten
}

function run(database: SQLiteDatabase, { sql, params }: AttachVariant): void {
  const statement = database.prepare(sql)
  statement.run(...bindByPlace({ database, statement, parameters: scanStatement(sql).parameters }, params))
}

function namesOf(database: SQLiteDatabase): string[] {
  return database
    .prepare('PRAGMA database_list')
    .all()
    .map((row) => (row as { readonly name: string }).name)
}

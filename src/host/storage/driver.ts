import { MockHostError } from '../../errors/mockhost-error.js'
import type { SQLiteDatabase } from './contract.js'

/** Package that has SQLite where Node has none. */
const sqlitePackage = '@photostructure/sqlite'

/** A driver: `node:sqlite`, or a package with its interface. */
export interface SQLiteDriver {
  readonly DatabaseSync: new (file: string, options: object) => SQLiteDatabase
}

/** Where drivers come from; a test gives others. */
export interface DriverSources {
  builtin(): SQLiteDriver | undefined
  installed(): SQLiteDriver
}

const sources: DriverSources = { builtin: loadBuiltin, installed: loadPackage }

/** Loads a driver, at the first use of a database. @throws `NO_SQLITE`, which says what to install */
export function loadDriver({ builtin, installed }: DriverSources = sources): SQLiteDriver {
  const driver = builtin()
  if (driver !== undefined) return driver
  try {
    return installed()
  } catch (cause) {
    throw new MockHostError({
      code: 'NO_SQLITE',
      message: `There is no SQLite for db_exec and db_query: Node ${process.versions.node} has none that can be used, and ${sqlitePackage} does not load.`,
      details: [['cause', messageOf(cause).split('\n', 1)[0] ?? '']],
      fix: `npm install -D ${sqlitePackage}@1, or use Node 22.16 or newer`,
      cause,
    })
  }
}

/** What an error says, whatever realm it comes from. */
export function messageOf(error: unknown): string {
  const isObject = typeof error === 'object' && error !== null
  return isObject && 'message' in error ? String(error.message) : String(error)
}

/** SQLite of Node itself, from 22.16 on: before, it cannot read two columns of one name. */
function loadBuiltin(): SQLiteDriver | undefined {
  const outer = outerProcess()
  const driver = silently(outer, () => outer.getBuiltinModule('node:sqlite') as BuiltinDriver | undefined)
  return driver?.StatementSync?.prototype.setReturnArrays === undefined ? undefined : driver
}

interface BuiltinDriver extends SQLiteDriver {
  readonly StatementSync?: { readonly prototype: { readonly setReturnArrays?: unknown } }
}

/** By Node's own `require`: native code is then loaded once for the process, not for every test file. */
function loadPackage(): SQLiteDriver {
  const { createRequire } = outerProcess().getBuiltinModule('node:module')
  return createRequire(import.meta.url)(sqlitePackage) as SQLiteDriver
}

/** The process outside of the sandbox of a runner, which has copies of `process` and `require` inside. */
function outerProcess(): NodeJS.Process {
  return process.getBuiltinModule('node:vm').runInThisContext('process') as NodeJS.Process
}

/** Node 22 warns at the first load that its SQLite is experimental. */
function silently<Result>(outer: NodeJS.Process, load: () => Result): Result {
  const { emitWarning } = outer
  outer.emitWarning = () => {}
  try {
    return load()
  } finally {
    outer.emitWarning = emitWarning
  }
}

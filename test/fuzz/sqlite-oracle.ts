import wasm from 'node-sqlite3-wasm'
import type { FuzzedCall } from './arbitrary-sql.js'

/** The part of the package that is not in its types: SQLite's C functions, and the pointers they take. */
const c = wasm as unknown as {
  _sqlite3_column_type(statement: number, column: number): number
  _sqlite3_changes(database: number): number
  _sqlite3_last_insert_rowid(database: number): bigint
}
interface RawDatabase {
  readonly _ptr: number
  exec(sql: string): void
  prepare(sql: string): RawStatement
  close(): void
}
interface RawStatement {
  readonly _ptr: number
  _bindValue(value: unknown, position: number): void
  _step(): boolean
  _getColumnNames(): string[]
  _getRow(keys: readonly string[], expand: boolean): Record<string, unknown>
  _reset(): boolean
  finalize(): void
}

/** Version of the second SQLite. */
export function oracleVersion(): unknown {
  return new wasm.Database(':memory:').get('SELECT sqlite_version() AS version')?.version
}

/** A second SQLite, of another build and with another binding, that answers as section 5 of the fact sheet says. */
export class SQLiteOracle {
  readonly #database = new wasm.Database(':memory:') as unknown as RawDatabase

  constructor(schema: string) {
    this.#database.exec(`PRAGMA foreign_keys=ON; ${schema}`)
  }

  answer({ slot, sql, bound }: FuzzedCall): string {
    let statement: RawStatement | undefined
    try {
      statement = this.#database.prepare(sql)
      bindWhatFits(statement, bound)
      return slot === 'exec' ? this.#exec(statement) : query(statement)
    } catch (error) {
      return this.#explain(slot, (error as Error).message)
    } finally {
      finalize(statement)
    }
  }

  close(): void {
    this.#database.close()
  }

  #exec(statement: RawStatement): string {
    statement._step()
    statement._reset()
    const { _ptr: pointer } = this.#database
    return `{"changes":${c._sqlite3_changes(pointer)},"last_insert_rowid":${c._sqlite3_last_insert_rowid(pointer)}}`
  }

  #explain(slot: FuzzedCall['slot'], message: string): string {
    if (message !== 'Nothing to prepare') return JSON.stringify({ error: message })
    return slot === 'exec' ? '{"error":"not an error"}' : '{"columns":[],"rows":[]}'
  }
}

/** By position in C: names play no role, and SQLite refuses what is too much. */
function bindWhatFits(statement: RawStatement, values: FuzzedCall['bound']): void {
  for (const [place, value] of values.entries()) {
    try {
      statement._bindValue(value, place + 1)
    } catch {
      return
    }
  }
}

function query(statement: RawStatement): string {
  const columns = statement._getColumnNames()
  const rows: string[] = []
  try {
    while (statement._step()) rows.push(readRow(statement, columns.length))
  } catch {
    // The app swallows it.
  }
  return `{"columns":[${columns.map(quote).join(',')}],"rows":[${rows.join(',')}]}`
}

function readRow(statement: RawStatement, width: number): string {
  const keys = Array.from({ length: width }, (_, place) => `c${place}`)
  const row = statement._getRow(keys, false)
  const values = keys.map((key, place) => print(row[key], c._sqlite3_column_type(statement._ptr, place)))
  return `[${values.join(',')}]`
}

/** By the type codes of SQLite. */
function print(value: unknown, type: number): string {
  if (type === 1) return String(value)
  if (type === 2) return printReal(Number(value))
  if (type === 3) return quote(String(value))
  if (type === 4 && (value as Uint8Array).length > 0) return `"${Buffer.from(value as Uint8Array).toString('base64')}"`
  return 'null'
}

/** Swift's rule for REAL, from its digits: plain from 1e-4 to 2^53, else with an exponent of two digits at least. */
function printReal(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa = '', power = ''] = Math.abs(value).toExponential().split('e')
  if (!Number.isFinite(value)) return `${sign}inf`
  const exponent = Number(power)
  if (value !== 0 && (exponent < -4 || Math.abs(value) > 9007199254740992)) {
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const digits = mantissa.replace('.', '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const padded = digits.padEnd(exponent + 2, '0')
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1)}`
}

function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `"${escaped.replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`
}

/** SQLite says once more what went wrong in the last step. */
function finalize(statement: RawStatement | undefined): void {
  try {
    statement?.finalize()
  } catch {
    // It was told already.
  }
}

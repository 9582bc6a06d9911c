import type { SQLiteDatabase, SQLiteStatement, SQLValue } from './contract.js'
import { parseExactJSON, printExactJSON } from './exact-json.js'

/** The values of `params_json`; none where it is no JSON array: the app ignores it without an error (fact sheet, section 5.2). */
export function readParameters(text: string | null | undefined): readonly SQLValue[] {
  if (text === null || text === undefined || text === '') return []
  try {
    const value = parseExactJSON(text)
    return Array.isArray(value) ? value.map(toSQLValue) : []
  } catch {
    return []
  }
}

/** A value out of JSON as the app binds it. Whole numbers are bigints: a driver binds every number as REAL. */
export function toSQLValue(value: unknown): SQLValue {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) && isInt64(value) ? BigInt(value) : value
    case 'bigint':
      return isInt64(value) ? value : Number(value)
    case 'boolean':
      return value ? 1n : 0n
    case 'string':
      return cutAtNUL(value)
    default:
      return ArrayBuffer.isView(value) ? (value as Uint8Array) : printExactJSON(value)
  }
}

/** A prepared statement and what its text says of it. */
export interface Binding {
  readonly database: SQLiteDatabase
  readonly statement: SQLiteStatement
  /** Names by index, as `scanStatement` tells them. */
  readonly parameters: readonly (string | undefined)[]
}

/**
 * The arguments that bind values by their place, whatever the style of the parameters: a driver binds named ones by name
 * only, and the others in their order. Values too many are left out.
 */
export function bindByPlace({ database, statement, parameters }: Binding, values: readonly SQLValue[]): unknown[] {
  // Else a driver refuses names that differ in their first letter only.
  statement.setAllowBareNamedParameters(false)
  const hasNames = parameters.some(isNumbered) && takesNumbersForNames(database)
  const named: Record<string, SQLValue> = {}
  const others: SQLValue[] = []
  for (const [place, value] of values.slice(0, parameters.length).entries()) {
    const name = parameters[place]
    if (name === undefined || (isNumbered(name) && !hasNames)) others.push(value)
    else named[name] = value
  }
  return [named, ...others]
}

function isNumbered(name: string | undefined): boolean {
  return name?.startsWith('?') ?? false
}

/** Whether `?2` can be bound by name only, as in older versions of Node 22. */
function takesNumbersForNames(database: SQLiteDatabase): boolean {
  try {
    database.prepare('SELECT ?2').get(null, null)
    return false
  } catch {
    return true
  }
}

/** What a C function sees of a text. */
export function cutAtNUL(text: string): string {
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

function isInt64(value: number | bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 63n
}

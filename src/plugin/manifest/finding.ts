import { printValue } from '../../report/print-value.js'
import { quote } from '../../report/quote.js'
import type { ManifestFinding } from './contract.js'

interface FindingRecord {
  /** Completes the sentence that the path begins: `is missing`. */
  readonly says: string
  readonly found: string
  readonly expected: string
  readonly fix: string
}

/** Makes a finding whose message begins with the path. */
export function makeFinding<Rule extends string>(
  rule: Rule,
  path: string,
  { says, found, expected, fix }: FindingRecord,
): ManifestFinding<Rule> {
  return { rule, path, message: `${namePath(path)} ${says}`, found, expected, fix }
}

/** The path as part of a sentence. */
export function namePath(path: string): string {
  return path === '' ? 'the manifest' : path
}

/** The path of a member: `tools[0]`, `tools[0].id`, `docs["read me"]`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${quote(key, 40)}]`
  return path === '' ? key : `${path}.${key}`
}

/** What stands in the manifest, on one line: a scalar as in JSON, of anything else its kind and size. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value !== 'object' || value === null) return printValue(value, 50)
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an empty object' : `an object with ${printKeys(keys)}`
}

function printKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, 3).map((key) => quote(key, 20))
  return keys.length > shown.length ? `${shown.join(', ')} and more` : shown.join(', ')
}

import { isObject } from '../json.js'
import type { ManifestProblem, ManifestWarning } from './contract.js'
import { listChoices, missingKey, unknownKey, unknownValue, wrongType } from './decoding-problems.js'
import { joinPath } from './finding.js'

/** What decoders found on their way, in the order of the schema. */
export interface Findings {
  readonly problems: ManifestProblem[]
  readonly warnings: ManifestWarning[]
}

/** Reads one value of parsed JSON as strictly as the app does. */
export interface Decoder<Value> {
  /** What it takes, with its article: `a string`. */
  readonly expected: string
  /** The value; a wrong one is reported and returned as it is, since nobody uses it then. */
  readonly decode: (value: unknown, path: string, findings: Findings) => Value
}

export const text = scalar<string>('a string', (value) => typeof value === 'string')
export const flag = scalar<boolean>('true or false', (value) => typeof value === 'boolean')
// `1e999` is JSON, and too large for a number.
export const number = scalar<number>('a number', (value) => Number.isFinite(value))
export const wholeNumber = scalar<number>('a whole number', (value) => Number.isInteger(value) && isInt64(value))
export const anything = scalar<unknown>('any value', () => true)

/** A scalar, or a list of strings, that one test tells from everything else. */
export function scalar<Value>(expected: string, fits: (value: unknown) => boolean): Decoder<Value> {
  return {
    expected,
    decode: (value, path, { problems }) => {
      if (!fits(value)) problems.push(wrongType(path, value, expected))
      return value as Value
    },
  }
}

export function oneOf<Word extends string>(...words: readonly Word[]): Decoder<Word> {
  const expected = listChoices(words)
  return {
    expected,
    decode: (value, path, { problems }) => {
      if (typeof value !== 'string') problems.push(wrongType(path, value, expected))
      else if (!words.includes(value as Word)) problems.push(unknownValue(path, value, words))
      return value as Word
    },
  }
}

export function listOf<Item>(item: Decoder<Item>): Decoder<readonly Item[]> {
  const expected = 'a list'
  return {
    expected,
    decode: (value, path, findings) => {
      if (Array.isArray(value)) return value.map((one, place) => item.decode(one, joinPath(path, place), findings))
      findings.problems.push(wrongType(path, value, expected))
      return value as never
    },
  }
}

type Decoders<Members> = { readonly [Key in keyof Members]: Decoder<Members[Key]> }

/** An object. Optional keys may be null, which counts as absent; keys of neither kind are kept, with a warning. */
export function object<Required extends object, Optional extends object = object>(
  required: Decoders<Required>,
  optional: Decoders<Optional> = {} as Decoders<Optional>,
): Decoder<Required & Partial<Optional>> {
  const expected = 'an object'
  const known = [...Object.keys(required), ...Object.keys(optional)]
  return {
    expected,
    decode: (value, path, findings) => {
      if (!isObject(value)) {
        findings.problems.push(wrongType(path, value, expected))
        return value as never
      }
      const unknown = Object.keys(value).filter((key) => !known.includes(key))
      const decoded: Record<string, unknown> = { ...value }
      for (const [key, decoder] of entriesOf(required)) {
        if (Object.hasOwn(value, key)) decoded[key] = decoder.decode(value[key], joinPath(path, key), findings)
        else findings.problems.push(missingKey({ path, key, expected: decoder.expected, unknown }))
      }
      for (const [key, decoder] of entriesOf(optional)) {
        if (!Object.hasOwn(value, key)) continue
        if (value[key] === null) delete decoded[key]
        else decoded[key] = decoder.decode(value[key], joinPath(path, key), findings)
      }
      for (const key of unknown) findings.warnings.push(unknownKey(path, key, { value, known }))
      return decoded as Required & Partial<Optional>
    },
  }
}

function entriesOf(decoders: object): [key: string, decoder: Decoder<unknown>][] {
  return Object.entries(decoders)
}

/** The largest Int of Swift is 2 ** 63 - 1, and the nearest number to it is 2 ** 63. */
function isInt64(value: unknown): boolean {
  return typeof value === 'number' && value >= -(2 ** 63) && value <= 2 ** 63
}

import { findNearest, isNear } from '../../report/nearest.js'
import { listWords } from '../../report/print-value.js'
import { quote } from '../../report/quote.js'
import type { JsonObject } from '../json.js'
import type { ManifestProblem, ManifestWarning } from './contract.js'
import { describeValue, joinPath, makeFinding, namePath } from './finding.js'

export function wrongType(path: string, value: unknown, expected: string): ManifestProblem {
  const found = describeValue(value)
  return makeFinding('WRONG_TYPE', path, {
    says: `is ${found}, not ${expected}`,
    found,
    expected,
    fix: suggest(value, expected) ?? `make it ${expected}`,
  })
}

/** The way out where the value is nearly right. */
function suggest(value: unknown, expected: string): string | undefined {
  if (value === null) return `make it ${expected}; only optional keys may be null`
  // 15.10 in the text is 15.1 by now.
  if (typeof value === 'number' && expected === 'a string') return 'put it in quotes, as it stands there'
  if (typeof value === 'boolean' && expected === 'a string') return `put it in quotes: "${value}"`
  if (typeof value !== 'string') return undefined
  if (expected === 'a list') return `put it in a list: [${quote(value, 40)}]`
  const bare = value.trim()
  const isBare =
    expected === 'true or false'
      ? bare === 'true' || bare === 'false'
      : expected.endsWith('number') && bare !== '' && Number.isFinite(Number(bare))
  return isBare ? `write ${bare} without quotes` : undefined
}

export function unknownValue(path: string, value: string, words: readonly string[]): ManifestProblem {
  const near = nearestTo(value, words)
  return makeFinding('UNKNOWN_VALUE', path, {
    says: `is ${quote(value)}, which is none of its values`,
    found: quote(value),
    expected: listChoices(words),
    fix: near === undefined ? 'use one of those values, in lower case' : `write "${near}"`,
  })
}

/** Words to choose from, as part of a sentence. */
export function listChoices(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`)
  return listWords(quoted, 'or')
}

interface Gap {
  readonly path: string
  readonly key: string
  readonly expected: string
  /** The keys that nobody asked for: one of them may be a misspelling. */
  readonly unknown: readonly string[]
}

export function missingKey({ path, key, expected, unknown }: Gap): ManifestProblem {
  const written = nearestTo(key, unknown)
  return makeFinding('MISSING_KEY', joinPath(path, key), {
    says: 'is missing',
    found: written === undefined ? 'nothing' : `nothing, but there is ${quote(written)}`,
    expected,
    fix: written === undefined ? `add "${key}" to ${namePath(path)}` : `rename ${quote(written)} to "${key}"`,
  })
}

interface Neighbours {
  readonly value: JsonObject
  readonly known: readonly string[]
}

export function unknownKey(path: string, key: string, { value, known }: Neighbours): ManifestWarning {
  const near = nearestTo(
    key,
    known.filter((one) => !Object.hasOwn(value, one)),
  )
  return makeFinding('UNKNOWN_KEY', joinPath(path, key), {
    says: 'is a key that the app ignores',
    found: `the key ${quote(key)}`,
    expected: `one of ${known.join(', ')}`,
    fix: near === undefined ? 'remove it; nothing reads it' : `write "${near}"`,
  })
}

export function repeatedKey(path: string): ManifestWarning {
  return makeFinding('REPEATED_KEY', path, {
    says: 'is there again, and the app takes the first',
    found: 'the key a second time',
    expected: 'each key once in its object',
    fix: 'remove one of the two; most other readers of JSON take the last',
  })
}

/** The candidate that was probably meant; `pluginId` is as good as `plugin_id`. */
function nearestTo(word: string, candidates: readonly string[]): string | undefined {
  const [near] = findNearest(withoutStyle(word), candidates.map(withoutStyle), 1)
  if (near === undefined || !isNear(word, near)) return undefined
  return candidates.find((one) => withoutStyle(one) === near.text)
}

function withoutStyle(word: string): string {
  return word.replace(/[_\-\s]/g, '').toLowerCase()
}

import { types } from 'node:util'
import {
  type AsymmetricMatcher,
  asksForParts,
  asksForText,
  comparePartsBy,
  fits,
  fitsReadings,
  isAsymmetric,
  mapFields,
} from './asymmetric.js'
import type { MatcherContext, Tester } from './context.js'

/**
 * The one comparison of all matchers: strings exactly, RegExps and asymmetric matchers at any depth,
 * objects as subsets. Where an object is expected and text stands, the text is read as JSON.
 *
 * Of text that holds a JSON object or array, an asymmetric matcher that asks for fields or items (`objectContaining`,
 * `arrayContaining`, `arrayOf`) is asked about what it holds, and compares what is in it as it is done here; one that asks
 * for text (`stringContaining`, `stringMatching`) about the text. Any other one (`any`, `anything`, `schemaMatching`, those
 * of `expect.extend`) is asked about both: it matches if one of the two is a match. `expect.not.x(...)` is always the
 * opposite of `expect.x(...)`: where that matches, it does not.
 */
export function isMatch(context: MatcherContext, actual: unknown, expected: unknown): boolean {
  // The common case, and the one that meets long journals.
  if (typeof expected === 'string' && typeof actual === 'string') return actual === expected
  const { iterableEquality, subsetEquality } = context.utils
  const jsonTester: Tester = (text, shape, testers) => compareJSON(context, { text, shape, testers })
  const testers = [compareRegExp, jsonTester, ...(context.customTesters ?? []), iterableEquality, subsetEquality]
  return context.equals(actual, replaceMatchers(context, expected), testers)
}

/** Whether a value is an object with fields to compare, of whichever realm: one without fields by nature would match anything. */
export function isShape(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  return !Array.isArray(value) && !isAsymmetric(value) && !hasNoFields.some((isOf) => isOf(value))
}

const hasNoFields = [types.isRegExp, types.isDate, types.isPromise, types.isMap, types.isSet] as const

/** The text as it is compared with `expected`: its JSON where fields or items are expected, itself otherwise. */
export function readLike(text: unknown, expected: unknown): unknown {
  const isRead = isShape(expected) || Array.isArray(expected) || (isAsymmetric(expected) && asksForParts(expected))
  return isRead ? (readParts(text) ?? text) : text
}

/** Runners ask an asymmetric matcher before any tester, and about the value as it is. */
function replaceMatchers(context: MatcherContext, expected: unknown, around: readonly unknown[] = []): unknown {
  if (isAsymmetric(expected)) return { asymmetricMatch: (actual: unknown) => fitsAsRead(context, actual, expected) }
  const isList = Array.isArray(expected)
  if (!(isList || isShape(expected)) || around.includes(expected)) return expected
  const inside = [...around, expected]
  const replace = (value: unknown) => replaceMatchers(context, value, inside)
  const replaced: object = isList ? expected.map(replace) : mapFields(expected, replace)
  const isSame = Object.entries(replaced).every(([name, value]) => value === expected[name as never])
  return isSame ? expected : replaced
}

function fitsAsRead(context: MatcherContext, actual: unknown, matcher: AsymmetricMatcher): boolean {
  const asHere = comparePartsBy(matcher, (value, expected) => isMatch(context, value, expected))
  const parts = asksForText(matcher) ? undefined : readParts(actual)
  if (parts === undefined) return fits(asHere, actual)
  return asksForParts(matcher) ? fits(asHere, parts) : fitsReadings(matcher, [actual, parts])
}

function compareRegExp(actual: unknown, expected: unknown): boolean | undefined {
  if (!types.isRegExp(expected) || types.isRegExp(actual)) return undefined
  // Not `test`: it remembers where it stopped when the expression is global.
  return typeof actual === 'string' && actual.search(expected) !== -1
}

interface JSONComparison {
  readonly text: unknown
  readonly shape: unknown
  readonly testers: Tester[]
}

function compareJSON(context: MatcherContext, { text, shape, testers }: JSONComparison): boolean | undefined {
  if (!isShape(shape) && !Array.isArray(shape)) return undefined
  // Else an empty object would be a subset of everything.
  if (typeof text !== 'string') return typeof text === 'object' && text !== null ? undefined : false
  const parts = readParts(text)
  return parts !== undefined && context.equals(parts, shape, testers)
}

/** The object or array that a text holds as JSON. */
function readParts(text: unknown): object | undefined {
  // Most texts are none, and to throw for each takes long.
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

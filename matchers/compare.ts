import { types } from 'node:util'
import type { MatcherContext, Tester } from './context.js'

/**
 * The one comparison of all matchers: strings exactly, RegExps and asymmetric matchers at any depth,
 * objects as subsets. Where an object is expected and text stands, the text is read as JSON.
 */
export function isMatch(context: MatcherContext, actual: unknown, expected: unknown): boolean {
  // The common case, and the one that meets long journals.
  if (typeof expected === 'string' && typeof actual === 'string') return actual === expected
  const { iterableEquality, subsetEquality } = context.utils
  const jsonTester: Tester = (text, shape, testers) => compareJSON(context, { text, shape, testers })
  const testers = [compareRegExp, jsonTester, ...(context.customTesters ?? []), iterableEquality, subsetEquality]
  return context.equals(actual, expected, testers)
}

/** Whether a value is an object with fields to compare, of whichever realm: one without fields by nature would match anything. */
export function isShape(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  return !Array.isArray(value) && !isAsymmetric(value) && !hasNoFields.some((isOf) => isOf(value))
}

const hasNoFields = [types.isRegExp, types.isDate, types.isPromise, types.isMap, types.isSet] as const

/** Whether a value is `expect.anything()` or one of its kind, of whichever runner. */
export function isAsymmetric(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('asymmetricMatch' in value)) return false
  return typeof value.asymmetricMatch === 'function'
}

/** The text as it is compared with `expected`: its JSON where fields are expected, itself otherwise. */
export function readLike(text: unknown, expected: unknown): unknown {
  const isJSON = typeof text === 'string' && (isShape(expected) || Array.isArray(expected))
  return isJSON ? (parseJSON(text) ?? text) : text
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
  const parsed = parseJSON(text)
  return typeof parsed === 'object' && parsed !== null && context.equals(parsed, shape, testers)
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { types } from 'node:util'

/** `expect.anything()` and its kind, of whichever runner: what they have in common. */
export interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean
  /** What it was made with. */
  readonly sample?: unknown
  /** Whether it was made by `expect.not`. */
  readonly inverse?: boolean
}

/** Whether a value is `expect.anything()` or one of its kind, of whichever runner. */
export function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  if (typeof value !== 'object' || value === null || !('asymmetricMatch' in value)) return false
  return typeof value.asymmetricMatch === 'function'
}

/** Whether it asks for fields of an object, or for the opposite. */
export function asksForFields(matcher: AsymmetricMatcher): boolean {
  return kindOf(matcher) === 'fields'
}

/** Whether it asks for something in an object or array, or for the opposite. */
export function asksForParts(matcher: AsymmetricMatcher): boolean {
  return ['fields', 'items', 'every item'].includes(kindOf(matcher))
}

/** Whether it asks for something in a text, or for the opposite. */
export function asksForText(matcher: AsymmetricMatcher): boolean {
  return kindOf(matcher) === 'text'
}

/**
 * Whether a value that can be read in several ways is what a matcher asks for: in one of them. A negated matcher is the
 * opposite: of it, none of them may be.
 *
 * A matcher that throws was not made for that reading, and throws only when it was made for none.
 */
export function fitsReadings(matcher: AsymmetricMatcher, readings: readonly unknown[]): boolean {
  const answers: boolean[] = []
  const errors: unknown[] = []
  for (const reading of readings) {
    try {
      answers.push(fits(matcher, reading))
    } catch (error) {
      errors.push(error)
    }
  }
  if (answers.length === 0) throw errors[0]
  return matcher.inverse === true ? answers.every(Boolean) : answers.some(Boolean)
}

/**
 * Whether a value is what a matcher asks for. A text has neither fields nor items, and of such a matcher a negated one is
 * the opposite: runners differ in both.
 */
export function fits(matcher: AsymmetricMatcher, value: unknown): boolean {
  // Else a global expression would go on where it stopped in the text before.
  if (types.isRegExp(matcher.sample)) matcher.sample.lastIndex = 0
  if (!asksForParts(matcher)) return Boolean(matcher.asymmetricMatch(value))
  // Asked in any case: it throws if it was made with the wrong thing.
  const hasParts = copyWith(matcher, { inverse: false }).asymmetricMatch(value) && typeof value !== 'string'
  return matcher.inverse === true ? !hasParts : hasParts
}

/** A matcher of which each part that it asks for is compared by `compare`. Any other one stays as it is. */
export function comparePartsBy(
  matcher: AsymmetricMatcher,
  compare: (actual: unknown, expected: unknown, name: string) => boolean,
): AsymmetricMatcher {
  const { sample } = matcher
  const compared = (expected: unknown, name: string | number): AsymmetricMatcher => ({
    asymmetricMatch: (actual) => compare(actual, expected, String(name)),
  })
  const kind = kindOf(matcher)
  if (kind === 'every item') return copyWith(matcher, { sample: compared(sample, 0) })
  if (kind === 'items' && Array.isArray(sample)) return copyWith(matcher, { sample: sample.map(compared) })
  if (kind !== 'fields' || typeof sample !== 'object' || sample === null) return matcher
  return copyWith(matcher, { sample: mapFields(sample, compared) })
}

/** The same matcher but for what is told. */
export function copyWith(
  matcher: AsymmetricMatcher,
  changes: Pick<AsymmetricMatcher, 'sample'> | Pick<AsymmetricMatcher, 'inverse'>,
): AsymmetricMatcher {
  return Object.assign(Object.create(Object.getPrototypeOf(matcher)), matcher, changes)
}

/** A copy of an object with other values; of the same prototype: to a runner an error is no object with fields. */
export function mapFields(fields: object, change: (value: unknown, name: string) => unknown): object {
  const changed = Object.entries(fields).map(([name, value]) => [name, change(value, name)])
  return Object.assign(Object.create(Object.getPrototypeOf(fields)), fields, Object.fromEntries(changed))
}

type Kind = 'text' | 'fields' | 'items' | 'every item' | 'other'

/** The names by which both runners print their own. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ['StringContaining', 'text'],
  ['StringNotContaining', 'text'],
  ['StringMatching', 'text'],
  ['StringNotMatching', 'text'],
  ['ObjectContaining', 'fields'],
  ['ObjectNotContaining', 'fields'],
  ['ArrayContaining', 'items'],
  ['ArrayNotContaining', 'items'],
  ['ArrayOf', 'every item'],
  ['NotArrayOf', 'every item'],
])

function kindOf(matcher: AsymmetricMatcher): Kind {
  return (typeof matcher.toString === 'function' && kinds.get(matcher.toString())) || 'other'
}

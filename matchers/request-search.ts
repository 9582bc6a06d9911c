import { types } from 'node:util'
import type { RecordedCall, RequestRecorder } from '../src/host/contract.js'
import { checkCount, checkRequest } from './arguments.js'
import {
  type AsymmetricMatcher,
  asksForFields,
  comparePartsBy,
  fits,
  fitsReadings,
  isAsymmetric,
} from './asymmetric.js'
import { isMatch, isShape } from './compare.js'
import type { MatcherContext } from './context.js'
import type { Judgement, Use } from './kit.js'
import { type Criterion, judgeSearch, say } from './search.js'

/** A request as it stood in one call. */
interface SentRequest {
  readonly call: RecordedCall
  readonly request: unknown
  /** As the plugin wrote it. */
  readonly written: unknown
}

export interface RequestSearch {
  /** `dispatched`: completes "to have ..." and "it ...". */
  readonly verb: string
  /** `a task`: what stands for any request. */
  readonly anything: string
  readonly recorder: RequestRecorder
  /** The spellings of a field that the host does not tell apart, the usual one first. Unless told, there is one. */
  readonly spell?: Spell
}

type Spell = (name: string, value: unknown) => readonly unknown[]

/** How fields are compared. */
interface Comparison {
  readonly context: MatcherContext
  readonly spell: Spell
}

/** Judges the claim that a request was sent which has the expected fields, if any are expected. */
export function judgeRequests({ args, usage, context }: Use<unknown>, search: RequestSearch): Judgement {
  checkCount(usage, args, { least: 0, most: 1 })
  const { verb, anything, recorder, spell = (_, value) => [value] } = search
  const given = args.length === 0 ? undefined : checkRequest(usage, { label: 'request', value: args[0] })
  return judgeSearch(context, {
    claim: given === undefined ? `have ${verb} ${anything}` : `have ${verb} ${say(context, given)}`,
    entries: recorder.calls.map((call, at) => {
      const written = recorder.requests[at]
      return { call, request: normalize({ spell }, written), written }
    }),
    callOf: (entry) => entry.call,
    criteria: given === undefined ? [] : readCriteria({ context, spell }, given),
    did: `it ${verb}`,
    none: `it ${verb} nothing`,
  })
}

/** One criterion for each expected field, so that a message can say which of them differ. */
function readCriteria(comparison: Comparison, expected: unknown): Criterion<SentRequest>[] {
  if (!isShape(expected)) {
    const holds = ({ written }: SentRequest) => isAsymmetric(expected) && fitsRequest(comparison, written, expected)
    return [{ label: 'request', read: ({ request }) => request, expected, holds }]
  }
  const isObject: Criterion<SentRequest> = {
    label: 'request',
    read: (entry) => entry.request,
    expected,
    holds: (entry) => isShape(entry.request),
  }
  return [isObject, ...Object.entries(expected).map(([name, value]) => byField(comparison, name, value))]
}

function byField(comparison: Comparison, name: string, expected: unknown): Criterion<SentRequest> {
  const readFrom = (request: unknown) => (isShape(request) && Object.hasOwn(request, name) ? request[name] : undefined)
  return {
    label: name,
    read: ({ request }) => readFrom(request),
    expected: comparison.spell(name, expected)[0],
    holds: ({ written }) => fitsField(comparison, { name, value: readFrom(written), expected }),
  }
}

/** One that asks for fields compares them as they are compared where they are given without it. */
function fitsRequest(comparison: Comparison, written: unknown, matcher: AsymmetricMatcher): boolean {
  if (!asksForFields(matcher)) return fitsReadings(matcher, [normalize(comparison, written), written])
  const compare = (value: unknown, expected: unknown, name: string) => fitsField(comparison, { name, value, expected })
  return fits(comparePartsBy(matcher, compare), written)
}

interface Field {
  readonly name: string
  readonly value: unknown
  readonly expected: unknown
}

/** For what an expression or a matcher asks, nobody can look into: it may mean any spelling. */
function fitsField({ context, spell }: Comparison, { name, value, expected }: Field): boolean {
  const [usual, ...others] = spell(name, value)
  const isOpaque = types.isRegExp(expected) || (isAsymmetric(expected) && !asksForFields(expected))
  if (!isOpaque) return isMatch(context, usual, spell(name, expected)[0])
  const { inverse = false } = isAsymmetric(expected) ? expected : {}
  return fitsReadings({ inverse, asymmetricMatch: (one) => isMatch(context, one, expected) }, [usual, ...others])
}

function normalize({ spell }: Pick<Comparison, 'spell'>, request: unknown): unknown {
  if (!isShape(request)) return request
  return Object.fromEntries(Object.entries(request).map(([name, value]) => [name, spell(name, value)[0]]))
}

import type { RecordedCall, RequestRecorder } from '../src/host/contract.js'
import { checkCount, checkRequest } from './arguments.js'
import { isAsymmetric, isMatch, isShape } from './compare.js'
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
  /** Brings both sides to one spelling where the host does not tell spellings apart. */
  readonly normalize?: (request: unknown) => unknown
}

/** Judges the claim that a request was sent which has the expected fields, if any are expected. */
export function judgeRequests({ args, usage, context }: Use<unknown>, search: RequestSearch): Judgement {
  checkCount(usage, args, { least: 0, most: 1 })
  const { verb, anything, recorder, normalize = (request: unknown) => request } = search
  const given = args.length === 0 ? undefined : checkRequest(usage, { label: 'request', value: args[0] })
  return judgeSearch(context, {
    claim: given === undefined ? `have ${verb} ${anything}` : `have ${verb} ${say(context, given)}`,
    entries: recorder.calls.map((call, at) => {
      const written = recorder.requests[at]
      return { call, request: normalize(written), written }
    }),
    callOf: (entry) => entry.call,
    criteria: given === undefined ? [] : readCriteria(context, normalize(given)),
    did: `it ${verb}`,
    none: `it ${verb} nothing`,
  })
}

/** One criterion for each expected field, so that a message can say which of them differ. */
function readCriteria(context: MatcherContext, expected: unknown): Criterion<SentRequest>[] {
  if (!isShape(expected))
    return [inEitherSpelling(context, { label: 'request', readFrom: (request) => request, expected })]
  const isObject: Criterion<SentRequest> = {
    label: 'request',
    read: (entry) => entry.request,
    expected,
    holds: (entry) => isShape(entry.request),
  }
  return [isObject, ...Object.entries(expected).map(([name, value]) => byField(context, name, value))]
}

function byField(context: MatcherContext, name: string, expected: unknown): Criterion<SentRequest> {
  const readFrom = (request: unknown) => (isShape(request) && Object.hasOwn(request, name) ? request[name] : undefined)
  return isAsymmetric(expected)
    ? inEitherSpelling(context, { label: name, readFrom, expected })
    : { label: name, read: ({ request }) => readFrom(request), expected }
}

interface PartOfRequest {
  readonly label: string
  readonly readFrom: (request: unknown) => unknown
  readonly expected: unknown
}

/** For what an asymmetric matcher asks, nobody can look into: it may name a header in either spelling. */
function inEitherSpelling(
  context: MatcherContext,
  { label, readFrom, expected }: PartOfRequest,
): Criterion<SentRequest> {
  return {
    label,
    read: ({ request }) => readFrom(request),
    expected,
    holds: ({ request, written }) => [request, written].some((one) => isMatch(context, readFrom(one), expected)),
  }
}

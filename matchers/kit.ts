import { MockHostError } from '../src/errors/mockhost-error.js'
import type { ReadableHost, RecordedCall } from '../src/host/contract.js'
import { isHost } from '../src/host/host-mark.js'
import { ruleCatalogue } from '../src/host/rules/catalogue.js'
import type { ToolResult } from '../src/plugin/contract.js'
import { parseToolResult } from '../src/plugin/tool-envelope.js'
import { formatCallTable } from '../src/report/call-table.js'
import { formatDrops } from '../src/report/drop-table.js'
import { count, printValue } from '../src/report/print-value.js'
import { quote } from '../src/report/quote.js'
import { describeType } from './arguments.js'
import { isShape } from './compare.js'
import type { Matcher, MatcherContext } from './context.js'
import { misuse, type Usage } from './misuse.js'

/** What a matcher found out. The texts are made when a message is asked for. */
export interface Judgement {
  readonly pass: boolean
  /**
   * Whether it stays so whatever calls the host got and did not keep, its journal being full. Unless told: where the
   * claim holds, since what was found was there.
   */
  readonly isCertain?: boolean
  /** Completes "expected the host to ...": `have written config "token"`. */
  readonly claim: string
  /** What was there: said under a failed claim, and under a claim that holds against a `.not`. */
  readonly found: () => string
  /** Calls to mark in the table. */
  readonly marked?: (call: RecordedCall) => boolean
  /** For the runner's diff, where a difference of two values tells something. */
  readonly diff?: () => Partial<ValuePair>
}

/** Two values of which the runner shows the difference. */
export interface ValuePair {
  readonly actual: unknown
  readonly expected: unknown
}

/** One use of a matcher: what its body gets to judge. */
export interface Use<Subject> {
  readonly subject: Subject
  readonly args: readonly unknown[]
  readonly usage: Usage
  readonly context: MatcherContext
}

export interface MatcherDefinition<Subject> extends Usage {
  readonly judge: (use: Use<Subject>) => Judgement
}

/**
 * Makes a matcher that looks at a host.
 *
 * @example
 * export const toHaveBeenCalledAtAll = hostMatcher({
 *   name: 'toHaveBeenCalledAtAll',
 *   example: 'expect(host).toHaveBeenCalledAtAll()',
 *   judge: ({ subject }) => ({
 *     pass: subject.calls.length > 0,
 *     claim: 'have been called',
 *     found: () => `it was called ${subject.calls.length} times`,
 *   }),
 * })
 */
export function hostMatcher(definition: MatcherDefinition<ReadableHost>): Matcher {
  const judge = (use: Use<ReadableHost>): Judgement => {
    const judgement = definition.judge(use)
    // Asked after the search: what was lost while it went on, it cannot have seen.
    if (!(judgement.isCertain ?? judgement.pass)) assertComplete(use.subject, definition)
    return judgement
  }
  return makeMatcher(
    { ...definition, judge },
    { noun: 'host', accept: acceptHost, appendix: (host, judgement) => formatHost(host, judgement.marked) },
  )
}

/** Under `.not` as well: what is asked for may be among the calls that were only counted. */
function assertComplete({ name, lostCalls }: ReadableHost, usage: Usage): void {
  if (lostCalls === 0) return
  throw new MockHostError({
    code: 'CANNOT_TELL',
    message: `${usage.name} asks what ${name === '' ? 'the host' : name} cannot know: its journal is full.`,
    details: [['not kept', `${count(lostCalls, 'call')} that came after that, and were only counted`]],
    fix: ruleCatalogue.JOURNAL_LIMIT.fix,
  })
}

/** Makes a matcher that looks at what a tool answered: a ToolResult, or the text as the plugin returned it. */
export function toolResultMatcher(definition: MatcherDefinition<ToolResult>): Matcher {
  return makeMatcher(definition, {
    noun: 'tool',
    accept: acceptToolResult,
    appendix: (result) => `it returned  ${quote(result.raw, 90)}`,
  })
}

/** What a kind of matchers looks at. */
export interface SubjectKind<Subject> {
  /** What the messages call the subject. */
  readonly noun: string
  readonly accept: (received: unknown, usage: Usage) => Subject
  readonly appendix: (subject: Subject, judgement: Judgement) => string
}

/** Makes a matcher of any kind: most are made with one of the functions above. */
export function makeMatcher<Subject>(definition: MatcherDefinition<Subject>, kind: SubjectKind<Subject>): Matcher {
  return function (received, ...args) {
    const subject = kind.accept(received, definition)
    const judgement = definition.judge({ subject, args, usage: definition, context: this })
    const { pass, claim, found, diff } = judgement
    const message = () => {
      const expected = `expected the ${kind.noun} ${pass ? 'not to' : 'to'} ${claim}`
      return [
        printHint(this, definition.name, kind.noun, args),
        `${expected}\n${found()}`,
        kind.appendix(subject, judgement),
      ].join('\n\n')
    }
    return { pass, message, ...(!pass && !this.isNot && diff?.()) }
  }
}

function printHint(context: MatcherContext, name: string, noun: string, args: readonly unknown[]): string {
  const { isNot = false, promise = '' } = context
  const printed = args.map((argument) => printValue(argument, 40)).join(', ')
  return context.utils.matcherHint(name, noun, printed, { isNot, promise })
}

function acceptHost(received: unknown, usage: Usage): ReadableHost {
  if (isHost(received)) return received
  return misuse(usage, {
    message: `needs a host, but was given ${describeType(received)}.`,
    details: [['given', printValue(received)]],
  })
}

function acceptToolResult(received: unknown, usage: Usage): ToolResult {
  if (typeof received === 'string') return parseToolResult(received)
  if (isShape(received) && typeof received.ok === 'boolean' && typeof received.raw === 'string')
    return received as never
  const isPromise = describeType(received) === 'a Promise'
  return misuse(usage, {
    message: `needs what a tool answered, but was given ${describeType(received)}.`,
    details: [['given', printValue(received)]],
    ...(isPromise && { fix: 'await the call, or put .resolves before the matcher' }),
  })
}

function formatHost(host: ReadableHost, marked: Judgement['marked']): string {
  const calls = host.calls.entries
  const name = host.name === '' ? `host ${host.id}` : `host ${host.id} ${quote(host.name, 40)}`
  const lost = host.lostCalls === 0 ? '' : `, and ${host.lostCalls} that came when its journal was full`
  const table = `${calls.length === 0 ? 'no call' : count(calls.length, 'call')} reached ${name}${lost}`
  const parts = [calls.length === 0 ? table : `${table}\n${formatCallTable(calls, marked && { highlight: marked })}`]
  if (host.drops.length > 0) parts.push(`${count(host.drops.length, 'call')} dropped\n${formatDrops(host.drops, 5)}`)
  return parts.join('\n\n')
}

import { isMockHostError } from '../src/errors/mockhost-error.js'
import type { PluginEnd } from '../src/errors/plugin-end.js'
import { printValue } from '../src/report/print-value.js'
import { checkText, describeType, type TextPattern } from './arguments.js'
import { isMatch, isShape } from './compare.js'
import type { Matcher, MatcherContext } from './context.js'
import { makeMatcher } from './kit.js'
import { misuse, type Usage } from './misuse.js'
import { claimWith } from './search.js'

/** What came of a call of a plugin. */
interface Outcome {
  /** `undefined`: the plugin returned, or something else failed. */
  readonly end: PluginEnd | undefined
  /** What was thrown, if anything was. */
  readonly error?: unknown
  /** What was returned. */
  readonly value?: unknown
}

/** What a matcher asks of the end of a call, by the name of the field. */
type Expectation = Readonly<Partial<Record<keyof PluginEnd, unknown>>>

export interface EndMatcherDefinition extends Usage {
  readonly how: PluginEnd['how']
  /** Completes "expected the call to ...": `crash`. */
  readonly verb: string
  /** Reads the arguments of the matcher. */
  readonly read: (usage: Usage, args: readonly unknown[]) => Expectation
}

/** Makes a matcher that waits for a call of a plugin: a function that makes it, or its promise. */
export function endMatcher(definition: EndMatcherDefinition): Matcher {
  const { how, verb, read } = definition
  const judge = makeMatcher<Outcome>(
    {
      ...definition,
      judge: ({ subject, args, usage, context }) => {
        const expectation = read(usage, args)
        const fields = Object.entries(expectation)
        return {
          pass:
            subject.end?.how === how && fields.every(([field, wanted]) => fits(context, subject.end, field, wanted)),
          claim: claimWith(
            context,
            verb,
            fields.map(([label, expected]) => ({ label, expected })),
          ),
          found: () => context.utils.RECEIVED_COLOR(describeOutcome(subject)),
        }
      },
    },
    { noun: 'call', accept: (received) => received as Outcome, appendix: describeError },
  )
  return async function (received, ...args) {
    const outcome = await outcomeOf(received, definition)
    // Else a call that failed for another reason would pass for one that did not crash.
    if (this.isNot === true && outcome.end === undefined && 'error' in outcome) throw outcome.error
    return judge.call(this, outcome, ...args)
  }
}

async function outcomeOf(received: unknown, usage: Usage): Promise<Outcome> {
  const isCall = typeof received === 'function'
  if (!isCall && describeType(received) !== 'a Promise') {
    misuse(usage, {
      message: `needs a function that calls the plugin, or the promise of a call, but was given ${describeType(received)}.`,
      details: [['given', printValue(received)]],
    })
  }
  try {
    return { end: undefined, value: await (isCall ? received() : received) }
  } catch (error) {
    return { end: isMockHostError(error) ? error.end : undefined, error }
  }
}

/** A callback may be named by its kind alone: `invoke` for `invoke "search"`. */
function fits(context: MatcherContext, end: PluginEnd | undefined, field: string, wanted: unknown): boolean {
  const found = end?.[field as keyof PluginEnd]
  if (isMatch(context, found, wanted)) return true
  return field === 'during' && typeof found === 'string' && isMatch(context, found.split(' ')[0], wanted)
}

function describeOutcome({ end, error, value }: Outcome): string {
  if (end === undefined) {
    return error === undefined ? `it returned ${printValue(value, 80)}` : `it failed otherwise: ${String(error)}`
  }
  const { how, signal, exitCode, during, thread, after } = end
  const what = { crash: `crashed with ${signal}`, exit: `called exit(${exitCode})`, hang: 'did not return' }[how]
  const where =
    during === undefined ? `on a thread of the plugin${thread === undefined ? '' : ` ("${thread}")`}` : `in ${during}`
  return `it ${what} ${where}, ${after === undefined ? 'before any call of the host' : `after ${after}`}`
}

function describeError({ error }: Outcome): string {
  return error === undefined ? 'nothing was thrown' : String(error)
}

/** Reads `{ signal, during, after, thread }`, those of them that the matcher has. */
export function readExpectation(usage: Usage, value: unknown, fields: readonly (keyof PluginEnd)[]): Expectation {
  if (value === undefined) return {}
  if (!isShape(value)) return misuse(usage, { message: `was given ${describeType(value)}, but needs an object.` })
  const unknown = Object.keys(value).find((name) => !(fields as readonly string[]).includes(name))
  if (unknown !== undefined) {
    misuse(usage, {
      message: `was given the unknown expectation ${printValue(unknown)}.`,
      details: [['choices', fields.join(', ')]],
    })
  }
  const given = Object.entries(value).filter(([, wanted]) => wanted !== undefined)
  return Object.fromEntries(
    given.map(([label, wanted]): [string, TextPattern] => [label, checkText(usage, { label, value: wanted })]),
  )
}

import type { SlotName } from '../../abi/slots.js'
import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'
import type { SlotCall } from '../simulation/contract.js'
import { requestOf } from './condition.js'
import { attempt, Failed } from './failure.js'

const verdicts = ['default', 'warn', 'fail'] as const

/** What becomes of a call for which the host would have to make something up. */
export type UnpreparedVerdict = (typeof verdicts)[number]

/** A call for which no answer was prepared. */
export interface UnpreparedCall {
  /** The slot that was called. */
  readonly slot: SlotName
  /** The parsed request, or the text of it when it is no JSON. */
  readonly request: unknown
}

/**
 * What becomes of calls of `http_request`, `complete` and `complete_stream` that nobody prepared an answer for:
 * `'default'` answers an error that says so, `'warn'` prints a warning besides, `'fail'` fails the test as well; a function
 * decides call by call.
 */
export type UnpreparedPolicy = UnpreparedVerdict | ((call: UnpreparedCall) => UnpreparedVerdict | undefined)

export function isUnpreparedPolicy(value: unknown): value is UnpreparedPolicy {
  return typeof value === 'function' || (verdicts as readonly unknown[]).includes(value)
}

/** Does what the policy says. Result: what stands for the answer when the call fails, else `undefined`. */
export function meetUnprepared(call: SlotCall, hostName: string, policy: UnpreparedPolicy): Failed | undefined {
  const { slot } = call
  const verdict = attempt(() => (typeof policy === 'function' ? policy({ slot, request: requestOf(call) }) : policy))
  if (verdict instanceof Failed) return verdict
  if (verdict === 'fail') return new Failed(unprepared(call, hostName), 'UNPREPARED_CALL')
  if (verdict === 'warn') console.warn(`osaurus-mockhost: ${unprepared(call, hostName).message}`)
  else if (verdict !== 'default' && verdict !== undefined) return new Failed(noVerdict(verdict))
  return undefined
}

function unprepared(call: SlotCall, hostName: string): MockHostError {
  return new MockHostError({
    code: 'UNPREPARED_CALL',
    message: `${call.slot} was called on ${hostName}, and no answer was prepared for it.`,
    details: [['request', call.texts[0] ?? 'NULL']],
    fix: `prepare one: host.on.${call.slot}.reply(...); or set the option unprepared to 'default'`,
  })
}

function noVerdict(verdict: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `The function of the option "unprepared" returned ${printValue(verdict)}.`,
    details: [['known', verdicts.join(', ')]],
    fix: 'return one of the known words, or nothing for the default',
  })
}

import type { SlotName } from '../../abi/slots.js'
import type { Simulator, SlotCall } from '../simulation/contract.js'
import { attempt, Failed } from './failure.js'
import { isPlain } from './slot-answers.js'
import type { PreparedAnswer, SlotScript } from './slot-script.js'
import { isStream } from './stream-run.js'
import { meetUnprepared, type UnpreparedPolicy } from './unprepared.js'

/** What a call gets, before anybody has looked whether it is an answer at all. */
export interface Chosen {
  readonly answer: unknown
  /** Whether a function of the test made it. */
  readonly isFunction: boolean
  /** Is called when the call has its answer. */
  readonly leave?: (() => void) | undefined
}

export interface ChoiceOptions {
  readonly hostName: () => string
  readonly isStrict: boolean
  readonly unprepared: UnpreparedPolicy
  simulatorOf(slot: SlotName): Simulator | undefined
}

/**
 * Finds the answer of a call: what the test has prepared, else what the simulator says, else (`undefined`) the default of
 * the core. The checks of the real host come first under its own rules, else only before the simulator.
 */
export function choose(call: SlotCall, script: SlotScript | undefined, options: ChoiceOptions): Chosen {
  const simulator = options.simulatorOf(call.slot)
  const first = options.isStrict ? admit(call, simulator) : undefined
  if (isRefused(first)) return byHost(first)
  const prepared = attempt(() => script?.take(call))
  if (prepared instanceof Failed) return { ...byHost(prepared), leave: first }
  if (prepared !== undefined) return { ...answerPrepared(call, prepared, simulator), leave: first }
  const admitted = options.isStrict ? first : admit(call, simulator)
  return isRefused(admitted) ? byHost(admitted) : { ...answerUnprepared(call, simulator, options), leave: admitted }
}

/** An object that a function of the test returned, as the slot writes it. */
export function prepareOutcome(outcome: unknown, call: SlotCall, simulator: Simulator | undefined): unknown {
  if (simulator?.prepare === undefined || !isPlain(outcome) || isStream(outcome)) return outcome
  if (outcome instanceof Failed) return outcome
  const { prepare } = simulator
  return attempt(() => {
    const made = prepare.call(simulator, outcome)
    return typeof made === 'function' ? made(call) : made
  })
}

function admit(call: SlotCall, simulator: Simulator | undefined): string | (() => void) | undefined | Failed {
  return attempt(() => simulator?.admit?.(call))
}

function isRefused(admitted: string | (() => void) | undefined | Failed): admitted is string | Failed {
  return typeof admitted === 'string' || admitted instanceof Failed
}

function byHost(answer: unknown): Chosen {
  return { answer, isFunction: false }
}

function answerPrepared(call: SlotCall, prepared: PreparedAnswer, simulator: Simulator | undefined): Chosen {
  const { isFunction = false } = prepared
  const answer = attempt(() => prepared.respond(call))
  return { answer: isFunction ? prepareOutcome(answer, call, simulator) : answer, isFunction }
}

function answerUnprepared(call: SlotCall, simulator: Simulator | undefined, options: ChoiceOptions): Chosen {
  if (simulator === undefined) return byHost(undefined)
  if (simulator.isUnprepared?.(call) === true) {
    const refusal = meetUnprepared(call, options.hostName(), options.unprepared)
    if (refusal !== undefined) return byHost(refusal)
  }
  return byHost(attempt(() => simulator.answer(call)))
}

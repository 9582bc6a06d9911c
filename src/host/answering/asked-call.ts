import type { SlotName } from '../../abi/slots.js'
import { slots } from '../../abi/slots.js'
import { isMockHostError, MockHostError } from '../../errors/mockhost-error.js'
import type { ViolationRule } from '../contract.js'
import { errorEnvelope } from '../error-envelope.js'
import { withFix } from '../rules/catalogue.js'
import type { SlotCall } from '../simulation/contract.js'
import { Failed, type ResponderFailure } from './failure.js'

/** The way back to the thread that called. */
export interface AskedCallOptions {
  /** Whether the event loop is free, so that an answer may take its time. */
  readonly mayWait: boolean
  readonly onFailure: (failure: ResponderFailure) => void
  /** Who waits, for messages. */
  caller(): string
  /** Has `on_chunk` called; `false` when it cannot be. `onReturned` gets `false` when it has ended the plugin. */
  sendChunk(chunk: string, onReturned: (hasReturned: boolean) => void): boolean
  /** `undefined`: the default of the core. */
  settle(text: string | null | undefined): void
}

/** A call that waits for its answer. Whatever becomes of it, it is settled once. */
export class AskedCall {
  readonly call: SlotCall
  readonly #options: AskedCallOptions
  #leave: (() => void) | undefined

  constructor(call: SlotCall, options: AskedCallOptions) {
    this.call = call
    this.#options = options
  }

  get mayWait(): boolean {
    return this.#options.mayWait
  }

  /** Is called when the call has its answer. */
  onSettled(leave: (() => void) | undefined): void {
    this.#leave = leave
  }

  sendChunk(chunk: string, onReturned: (hasReturned: boolean) => void): boolean {
    return this.#options.sendChunk(chunk, onReturned)
  }

  /** @param isFunction whether a function of the test made the answer, so that it may be anything */
  settleWith(answer: unknown, isFunction: boolean): void {
    if (answer instanceof Failed) this.fail(answer.error, answer.rule)
    else if (this.#returnsNothing) this.#settle(null)
    else if (typeof answer === 'string' || (answer === null && this.#mayBeNull(isFunction))) this.#settle(answer)
    else if (answer === undefined && !isFunction) this.#settle(undefined)
    else this.#refuse(answer)
  }

  /** What was to make the answer has thrown: the plugin gets an error, and the test fails. */
  fail(error: unknown, rule: ViolationRule = 'RESPONDER_FAILED'): void {
    const { slot } = this.call
    const text = error instanceof Object && 'message' in error ? String(error.message) : String(error)
    const sentence = isMockHostError(error) ? error.sentence : text
    const message = rule === 'RESPONDER_FAILED' ? `The responder of ${slot} threw: ${text}` : sentence
    this.#report(rule, message, { error })
  }

  /** @param blocked milliseconds for which JavaScript did something else when the time was up */
  giveUp(timeout: number, blocked: number): void {
    const why =
      blocked === 0
        ? 'its promise has not settled'
        : `JavaScript was busy for ${blocked} ms more, in which no promise settles`
    const waited = `${this.#options.caller()} waited for it`
    const message = `The responder of ${this.call.slot} did not answer within ${timeout} ms: ${why}, and ${waited}.`
    this.#report('RESPONDER_TIMED_OUT', message)
  }

  refusePromise(promise: PromiseLike<unknown>): void {
    // The promise may still fail, long after anybody waits for it.
    promise.then(undefined, () => {})
    this.refuseToWait('returned a promise')
  }

  /** @param why what the responder has done that needs the event loop */
  refuseToWait(why: string): void {
    const message = `The responder of ${this.call.slot} ${why} in a synchronous call, which blocks the event loop.`
    this.#report('ASYNC_ANSWER_IN_SYNC_CALL', message)
  }

  get #returnsNothing(): boolean {
    return slots.find(({ name }) => name === this.call.slot)?.returns === 'void'
  }

  #mayBeNull(isFunction: boolean): boolean {
    return !isFunction || this.call.slot === 'config_get'
  }

  #refuse(answer: unknown): void {
    const { slot } = this.call
    const expected = slot === 'config_get' ? 'a string or null' : 'a string'
    const message = `The responder of ${slot} returned ${describe(answer)} instead of ${expected}.`
    this.#report('RESPONDER_FAILED', message, { error: wrongAnswer(message) })
  }

  #report(rule: ViolationRule, message: string, thrown: Pick<ResponderFailure, 'error'> = {}): void {
    const { slot, key } = this.call
    this.#options.onFailure({ rule, message, slot, key, ...thrown })
    this.#settle(this.#errorText(slot, rule === 'RESPONDER_FAILED' ? message : withFix(rule, message)))
  }

  #errorText(slot: SlotName, message: string): string | null {
    return this.#returnsNothing ? null : errorEnvelope(slot, message)
  }

  #settle(text: string | null | undefined): void {
    const leave = this.#leave
    this.#leave = undefined
    leave?.()
    this.#options.settle(text)
  }
}

function wrongAnswer(message: string): MockHostError {
  return new MockHostError({
    code: 'RESPONDER_FAILED',
    message,
    fix: 'return the JSON text that the plugin is to get; JSON.stringify makes it of an object',
  })
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

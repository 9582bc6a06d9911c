import { type SlotName, slots } from '../abi/slots.js'
import { MockHostError } from '../errors/mockhost-error.js'
import type { Binding } from '../native/binding.js'
import type { SlotRequest } from '../native/event.js'
import type { ViolationRule } from './contract.js'
import { errorEnvelope } from './error-envelope.js'
import { isThenable } from './is-thenable.js'
import { startTimer, stopTimer } from './real-timers.js'
import { withFix } from './rules/catalogue.js'

/** The author's function behind a slot: gets the texts of the call, answers with text, NULL or a promise. */
export type ResponderFunction = (...texts: string[]) => unknown

export interface ResponderFailure {
  readonly rule: ViolationRule
  readonly message: string
  readonly slot: SlotName
  /** Of the call in the journal. */
  readonly key: number
  /** What the responder threw. */
  readonly error?: unknown
}

export interface ResponderOptions {
  /** Milliseconds, 0 for no limit. */
  readonly timeout: number
  /** Runs a responder in the async context of its host. */
  readonly runInContext: <R>(body: () => R) => R
  readonly onFailure: (failure: ResponderFailure) => void
}

/** Asks the author's functions. Whatever they do, the plugin gets an answer, and nothing is thrown here. */
export class Responders {
  readonly #binding: Binding
  readonly #options: ResponderOptions
  readonly #functions = new Map<number, ResponderFunction>()

  constructor(binding: Binding, options: ResponderOptions) {
    this.#binding = binding
    this.#options = options
  }

  set(slot: number, respond: ResponderFunction): void {
    this.#functions.set(slot, respond)
  }

  /** Answers a thread that waits. `isPumped`: a synchronous call of the host waits, so no promise can settle. */
  answer(request: SlotRequest, isPumped: boolean): void {
    const outcome = this.#ask(request)
    if (!isThenable(outcome)) this.#binding.answer(request, this.#check(request, outcome))
    else if (isPumped) this.#binding.answer(request, this.#refusePromise(request, outcome))
    else void this.#await(request, outcome)
  }

  /** The answer of a call that JavaScript made on its own thread. */
  answerNow(request: SlotRequest): string | null {
    const outcome = this.#ask(request)
    return isThenable(outcome) ? this.#refusePromise(request, outcome) : this.#check(request, outcome)
  }

  /** What the responder returns; a `Failed` instead of an error. */
  #ask(request: SlotRequest): unknown {
    const respond = this.#functions.get(request.slot)
    const count = slots[request.slot]?.args.length
    const texts = request.texts.slice(0, count).filter((text): text is string => text !== null)
    try {
      return this.#options.runInContext(() => respond?.(...texts))
    } catch (error) {
      return new Failed(error)
    }
  }

  #check(request: SlotRequest, outcome: unknown): string | null {
    const slot = nameOf(request)
    if (outcome instanceof Failed) return this.#fail(request, failureOf(slot, outcome.error), outcome.error)
    if (typeof outcome === 'string') return outcome
    if (outcome === null && slot === 'config_get') return null
    const expected = slot === 'config_get' ? 'a string or null' : 'a string'
    const message = `The responder of ${slot} returned ${describe(outcome)} instead of ${expected}.`
    return this.#fail(request, message, wrongAnswer(message))
  }

  async #await(request: SlotRequest, promise: PromiseLike<unknown>): Promise<void> {
    const { timeout } = this.#options
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<TimedOut>((resolve) => {
      if (timeout > 0) timer = startTimer(() => resolve(new TimedOut()), timeout)
    })
    const outcome = await Promise.race([promise, late]).catch((error: unknown) => new Failed(error))
    stopTimer(timer)
    const text = outcome instanceof TimedOut ? this.#giveUp(request) : this.#check(request, outcome)
    this.#binding.answer(request, text)
  }

  #giveUp(request: SlotRequest): string | null {
    const slot = nameOf(request)
    const message = `The responder of ${slot} did not answer within ${this.#options.timeout} ms.`
    return this.#report(request, 'RESPONDER_TIMED_OUT', message)
  }

  #refusePromise(request: SlotRequest, promise: PromiseLike<unknown>): string | null {
    // The promise may still fail, long after anybody waits for it.
    promise.then(undefined, () => {})
    const slot = nameOf(request)
    const message = `The responder of ${slot} returned a promise in a synchronous call, which blocks the event loop.`
    return this.#report(request, 'ASYNC_ANSWER_IN_SYNC_CALL', message)
  }

  #fail(request: SlotRequest, message: string, error: unknown): string | null {
    return this.#report(request, 'RESPONDER_FAILED', message, { error })
  }

  #report(
    request: SlotRequest,
    rule: ViolationRule,
    message: string,
    thrown: Pick<ResponderFailure, 'error'> = {},
  ): string | null {
    const slot = nameOf(request)
    this.#options.onFailure({ rule, message, slot, key: request.key, ...thrown })
    return errorEnvelope(slot, 'error' in thrown ? message : withFix(rule, message))
  }
}

class Failed {
  readonly error: unknown

  constructor(error: unknown) {
    this.error = error
  }
}

class TimedOut {}

function nameOf(request: SlotRequest): SlotName {
  return slots[request.slot]?.name ?? 'log'
}

function failureOf(slot: SlotName, error: unknown): string {
  return `The responder of ${slot} threw: ${error instanceof Object && 'message' in error ? error.message : String(error)}`
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

import { type Slot, type SlotName, slots, textArguments } from '../../abi/slots.js'
import type { Binding } from '../../native/binding.js'
import type { Address } from '../../native/core.js'
import type { SlotRequest } from '../../native/event.js'
import { startLimit } from '../debugger.js'
import { isThenable } from '../is-thenable.js'
import { busySince, realNow } from '../real-timers.js'
import type { HostClock } from '../simulation/clock.js'
import type { SlotCall, Stream } from '../simulation/contract.js'
import { ThreadCatalogue } from '../threads.js'
import { AskedCall } from './asked-call.js'
import { type ChoiceOptions, type Chosen, choose, prepareOutcome } from './choose.js'
import { attempt, Failed, type ResponderFailure } from './failure.js'
import { SlotScript } from './slot-script.js'
import { isStream, runStream } from './stream-run.js'

export interface AnswererOptions extends ChoiceOptions {
  readonly address: Address
  /** Milliseconds that a function of the test may take, 0 for no limit. */
  readonly timeout: number
  readonly clock: HostClock
  /** Runs what answers in the async context of the host. */
  readonly runInContext: <R>(body: () => R) => R
  readonly onFailure: (failure: ResponderFailure) => void
}

const isLate = Symbol('late')

/** Whom a thread waits for: a promise of the test, a delay, or the host. */
export type PendingAnswer = 'promise' | 'delay' | 'host'

/** Answers the slots that ask JavaScript. Whatever answers, the plugin gets an answer, and nothing is thrown here. */
export class Answerer {
  readonly #binding: Binding
  readonly #options: AnswererOptions
  readonly #scripts = new Map<SlotName, SlotScript>()
  /** Calls that wait, by key. One that the journal does not hold has none. */
  readonly #pending = new Map<number, PendingAnswer>()

  constructor(binding: Binding, options: AnswererOptions) {
    this.#binding = binding
    this.#options = options
  }

  /** Calls that wait for what, by their keys in the journal. */
  get pending(): ReadonlyMap<number, PendingAnswer> {
    return this.#pending
  }

  /** What the test has prepared for a slot. */
  script({ name, index }: Slot): SlotScript {
    let script = this.#scripts.get(name)
    if (script === undefined) {
      const { address, isStrict, simulatorOf } = this.#options
      const isAlwaysAsked = isStrict && simulatorOf(name)?.admit !== undefined
      script = new SlotScript({ core: this.#binding.core, address, slot: index, isAlwaysAsked })
      this.#scripts.set(name, script)
    }
    return script
  }

  /** Answers a thread that waits. `isPumped`: a synchronous call of the host waits, so no promise can settle. */
  answer(request: SlotRequest, isPumped: boolean): void {
    this.#answer(
      new AskedCall(this.#callOf(request), {
        mayWait: !isPumped,
        onFailure: this.#options.onFailure,
        caller: () => this.#nameOf(request.threadId),
        sendChunk: (chunk, onReturned) => this.#binding.sendChunk(request, chunk, onReturned),
        settle: (text) => {
          this.#pending.delete(request.key)
          this.#binding.answer(request, text)
        },
      }),
    )
  }

  /** The answer of a call that JavaScript made on its own thread; `undefined`: the default of the core. */
  answerNow(request: SlotRequest): string | null | undefined {
    let answer: string | null | undefined
    this.#answer(
      new AskedCall(this.#callOf(request), {
        mayWait: false,
        onFailure: this.#options.onFailure,
        caller: () => 'JavaScript',
        sendChunk: () => false,
        settle: (text) => {
          answer = text
        },
      }),
    )
    return answer
  }

  /** A thread for messages. */
  #nameOf(thread: number): string {
    const { osId, name } = new ThreadCatalogue(this.#binding).get(thread)
    return name === '' ? `an unnamed thread (${osId})` : `the thread "${name}"`
  }

  #callOf({ slot: index, texts, level, plugin, agent, hasOnChunk, key }: SlotRequest): SlotCall {
    const { core } = this.#binding
    const slot = slots[index]
    return {
      slot: slot?.name ?? 'log',
      texts: texts.slice(0, slot === undefined ? 0 : textArguments(slot).length),
      level,
      pluginId: plugin === 0 ? null : core.agentText(plugin),
      agentId: agent === 0 ? null : core.agentText(agent),
      hasChunkCallback: hasOnChunk,
      key,
    }
  }

  #answer(asked: AskedCall): void {
    const { runInContext } = this.#options
    const { call } = asked
    const script = this.#scripts.get(call.slot)
    // Conditions are code of the test, and what simulates the host is made at its first use: all of it may throw.
    const found = attempt(() =>
      runInContext(() => ({ delay: script?.delayOf(call) ?? 0, chosen: choose(call, script, this.#options) })),
    )
    if (found instanceof Failed) {
      asked.fail(found.error)
      return
    }
    const { delay, chosen } = found
    asked.onSettled(chosen.leave)
    if (delay === 0) this.#settle(asked, chosen)
    else this.#delay(asked, chosen, delay)
  }

  #delay(asked: AskedCall, chosen: Chosen, milliseconds: number): void {
    // A promise may fail before the delay is over, or when nobody waits for it.
    if (isThenable(chosen.answer)) chosen.answer.then(undefined, () => {})
    if (!asked.mayWait) {
      asked.refuseToWait('has a delay')
      return
    }
    this.#pending.set(asked.call.key, 'delay')
    this.#options.clock.startTimer(() => this.#settle(asked, chosen), milliseconds)
  }

  #settle(asked: AskedCall, { answer, isFunction }: Chosen): void {
    if (isThenable(answer)) {
      if (asked.mayWait) void this.#await(asked, answer, isFunction)
      else asked.refusePromise(answer)
      return
    }
    if (isStream(answer)) this.#run(asked, answer)
    else asked.settleWith(answer, isFunction)
  }

  /** Only the test's own functions have to hurry: what the host does by itself has limits of its own. */
  async #await(asked: AskedCall, promise: PromiseLike<unknown>, isFunction: boolean): Promise<void> {
    const { timeout } = this.#options
    const deadline = realNow() + timeout
    let stopLimit: (() => void) | undefined
    const late = new Promise<typeof isLate>((resolve) => {
      if (isFunction && timeout > 0)
        stopLimit = startLimit(this.#binding, { limit: timeout, onLate: () => resolve(isLate) })
    })
    this.#pending.set(asked.call.key, isFunction ? 'promise' : 'host')
    try {
      const outcome = await Promise.race([promise, late])
      if (outcome === isLate) asked.giveUp(timeout, busySince(deadline))
      else this.#settle(asked, { answer: this.#prepared(asked.call, outcome), isFunction })
    } catch (error) {
      asked.fail(error)
    } finally {
      stopLimit?.()
    }
  }

  #run(asked: AskedCall, stream: Stream): void {
    const { runInContext, clock } = this.#options
    runStream(stream, { asked, clock, runInContext })
  }

  #prepared(call: SlotCall, outcome: unknown): unknown {
    return this.#options.runInContext(() => prepareOutcome(outcome, call, this.#options.simulatorOf(call.slot)))
  }
}

import { type Address, AnswerKind, type Core, Status } from '../../native/core.js'
import { noMemory } from '../native-errors.js'
import type { SlotCall } from '../simulation/contract.js'
import type { CallFilter } from './condition.js'

/** An answer that a test has prepared for calls of one slot. */
export interface PreparedAnswer {
  /** Calls it is for; left out: all. */
  readonly filter?: CallFilter | undefined
  /** Text that holds for every call (`null` is NULL), so that the core can serve it; left out: `respond` is asked. */
  readonly text?: string | null
  /** Makes the answer of one call. */
  respond(call: SlotCall): unknown
  /** Whether the test's own function makes it, so that it may fail. */
  readonly isFunction?: boolean
}

/** Where the answers of one slot are served. */
export interface ScriptedSlot {
  readonly core: Core
  readonly address: Address
  readonly slot: number
  /** Whether every call has to pass JavaScript, whatever its answer. */
  readonly isAlwaysAsked: boolean
}

/**
 * What a test has prepared for one slot. As long as all of it are texts that hold for every call, the core serves them
 * without JavaScript; from the first that needs a look at the call on, all are served here.
 */
export class SlotScript {
  readonly #at: ScriptedSlot
  #queue: PreparedAnswer[] = []
  readonly #lasting: PreparedAnswer[] = []
  readonly #delays: { readonly filter: CallFilter | undefined; readonly milliseconds: number }[] = []
  #isInCore: boolean

  constructor(at: ScriptedSlot) {
    this.#at = at
    this.#isInCore = !at.isAlwaysAsked
    if (at.isAlwaysAsked) this.#ask()
  }

  /** Answers every call that nothing queued answers. */
  reply(answer: PreparedAnswer): void {
    if (!isForEveryCall(answer)) this.#leaveCore()
    this.#lasting.push(answer)
    if (!this.#isInCore) return
    const { core, address, slot } = this.#at
    const { text = null } = answer
    check(core.hostSetAnswer(address, slot, text === null ? AnswerKind.null : AnswerKind.text, text))
  }

  /** Answers one call. */
  replyOnce(answer: PreparedAnswer): void {
    if (!isForEveryCall(answer)) this.#leaveCore()
    this.#queue.push(answer)
    if (this.#isInCore) check(this.#at.core.hostQueueAnswer(this.#at.address, this.#at.slot, answer.text ?? null))
  }

  delay(milliseconds: number, filter: CallFilter | undefined): void {
    this.#leaveCore()
    this.#delays.push({ filter, milliseconds })
  }

  /** The answer for a call: the first in the queue that is for it, else the last lasting one, one with a condition first. */
  take(call: SlotCall): PreparedAnswer | undefined {
    // A call that comes here although the core serves the queue has found it empty there.
    const index = this.#isInCore ? -1 : this.#queue.findIndex(({ filter }) => filter?.(call) !== false)
    if (index >= 0) return this.#queue.splice(index, 1)[0]
    return this.#lasting.findLast(({ filter }) => filter?.(call) === true) ?? this.#lasting.findLast(isUnconditional)
  }

  /** Milliseconds that the answer of a call has to wait. */
  delayOf(call: SlotCall): number {
    const last =
      this.#delays.findLast(({ filter }) => filter?.(call) === true) ?? this.#delays.findLast(isUnconditional)
    return last?.milliseconds ?? 0
  }

  /** Calls may take answers meanwhile: first they are asked about, then what is left of the queue is taken over. */
  #leaveCore(): void {
    if (!this.#isInCore) return
    this.#isInCore = false
    this.#ask()
    const left = this.#at.core.hostUnqueueAnswers(this.#at.address, this.#at.slot)
    this.#queue = left === 0 ? [] : this.#queue.slice(-left)
  }

  #ask(): void {
    check(this.#at.core.hostSetAnswer(this.#at.address, this.#at.slot, AnswerKind.ask, null))
  }
}

function isForEveryCall({ filter, text }: PreparedAnswer): boolean {
  return filter === undefined && text !== undefined
}

function isUnconditional({ filter }: { readonly filter?: CallFilter | undefined }): boolean {
  return filter === undefined
}

function check(status: number): void {
  if (status !== Status.ok) throw noMemory()
}

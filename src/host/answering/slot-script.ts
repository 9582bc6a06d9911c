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
 * What a test has prepared for one slot: the queue, then what lasts. Texts that hold for every call are served by the core,
 * without JavaScript: the queue until an answer in it needs a look at the call, what lasts as long as it is one such text.
 */
export class SlotScript {
  readonly #at: ScriptedSlot
  #queue: PreparedAnswer[] = []
  /** At most one without a condition: a later one takes its place. */
  #lasting: PreparedAnswer[] = []
  readonly #delays: { readonly filter: CallFilter | undefined; readonly milliseconds: number }[] = []
  /** Whether the core serves the queue. When it does not, it serves nothing. */
  #isQueueInCore: boolean

  constructor(at: ScriptedSlot) {
    this.#at = at
    this.#isQueueInCore = !at.isAlwaysAsked
    if (at.isAlwaysAsked) this.#ask()
  }

  /** Answers every call that nothing queued answers. */
  reply(answer: PreparedAnswer): void {
    if (isUnconditional(answer)) this.#lasting = this.#lasting.filter((other) => !isUnconditional(other))
    this.#lasting.push(answer)
    if (!this.#isQueueInCore) return
    if (this.#lasting.length === 1 && isForEveryCall(answer)) this.#serve(answer.text)
    else this.#ask()
  }

  /** Answers one call. */
  replyOnce(answer: PreparedAnswer): void {
    if (!isForEveryCall(answer)) this.#takeOverQueue()
    this.#queue.push(answer)
    if (this.#isQueueInCore) check(this.#at.core.hostQueueAnswer(this.#at.address, this.#at.slot, answer.text ?? null))
  }

  delay(milliseconds: number, filter: CallFilter | undefined): void {
    this.#takeOverQueue()
    this.#delays.push({ filter, milliseconds })
  }

  /** The answer for a call: the first in the queue that is for it, else the last lasting one, one with a condition first. */
  take(call: SlotCall): PreparedAnswer | undefined {
    return this.#shift(call) ?? this.#lastingFor(call)
  }

  #shift(call: SlotCall): PreparedAnswer | undefined {
    if (this.#isQueueInCore) return undefined
    const index = this.#queue.findIndex(({ filter }) => filter?.(call) !== false)
    return index < 0 ? undefined : this.#queue.splice(index, 1)[0]
  }

  #lastingFor(call: SlotCall): PreparedAnswer | undefined {
    return this.#lasting.findLast(({ filter }) => filter?.(call) === true) ?? this.#lasting.findLast(isUnconditional)
  }

  /** Milliseconds that the answer of a call has to wait. */
  delayOf(call: SlotCall): number {
    const last =
      this.#delays.findLast(({ filter }) => filter?.(call) === true) ?? this.#delays.findLast(isUnconditional)
    return last?.milliseconds ?? 0
  }

  /** Calls may take answers meanwhile: first they are asked about, then what is left of the queue is taken over. */
  #takeOverQueue(): void {
    if (!this.#isQueueInCore) return
    this.#isQueueInCore = false
    this.#ask()
    const left = this.#at.core.hostUnqueueAnswers(this.#at.address, this.#at.slot)
    this.#queue = left === 0 ? [] : this.#queue.slice(-left)
  }

  #serve(text: string | null = null): void {
    const { core, address, slot } = this.#at
    check(core.hostSetAnswer(address, slot, text === null ? AnswerKind.null : AnswerKind.text, text))
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

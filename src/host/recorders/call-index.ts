import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall } from '../contract.js'

/** Is told of every call of the slots it follows, once, in order; and when the journal starts over. */
export interface CallFollower {
  add(call: RecordedCall): void
  clear(): void
}

/** The calls of a journal, filed by slot. Each look at it files what is new since the last. */
export class CallIndex {
  readonly #source: () => readonly RecordedCall[]
  readonly #followers = new Map<SlotName, CallFollower[]>()
  #calls: readonly RecordedCall[] = []
  #filed = 0
  #bySlot = new Map<SlotName, RecordedCall[]>()

  constructor(source: () => readonly RecordedCall[]) {
    this.#source = source
  }

  follow(slots: readonly SlotName[], follower: CallFollower): void {
    for (const slot of slots) this.#followers.set(slot, [...(this.#followers.get(slot) ?? []), follower])
  }

  all(): readonly RecordedCall[] {
    this.refresh()
    return this.#calls
  }

  to(slot: SlotName): readonly RecordedCall[] {
    this.refresh()
    return this.#callsTo(slot)
  }

  refresh(): void {
    const calls = this.#source()
    if (calls !== this.#calls || calls.length < this.#filed) this.#startOver(calls)
    if (calls.length === this.#filed) return
    for (const call of calls.slice(this.#filed)) this.#file(call)
    this.#filed = calls.length
  }

  #startOver(calls: readonly RecordedCall[]): void {
    this.#calls = calls
    this.#filed = 0
    this.#bySlot = new Map()
    for (const follower of new Set([...this.#followers.values()].flat())) follower.clear()
  }

  #file(call: RecordedCall): void {
    this.#callsTo(call.slot).push(call)
    for (const follower of this.#followers.get(call.slot) ?? []) follower.add(call)
  }

  #callsTo(slot: SlotName): RecordedCall[] {
    const filed = this.#bySlot.get(slot)
    if (filed) return filed
    const calls: RecordedCall[] = []
    this.#bySlot.set(slot, calls)
    return calls
  }
}

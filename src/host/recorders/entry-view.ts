import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall, Recorder } from '../contract.js'
import type { CallIndex } from './call-index.js'

/** A typed view of the calls of some slots. A call is decoded at the first read after it was made; refused calls are left out. */
export abstract class EntryView<Entry> implements Recorder<Entry> {
  readonly #index: CallIndex
  #entries: Entry[] = []
  #undecoded: RecordedCall[] = []

  constructor(index: CallIndex, slots: readonly SlotName[]) {
    this.#index = index
    index.follow(slots, {
      add: (call) => {
        if (call.refused === undefined) this.#undecoded.push(call)
      },
      clear: () => {
        this.#entries = []
        this.#undecoded = []
        this.cleared()
      },
    })
  }

  get entries(): readonly Entry[] {
    this.decodeNew()
    return this.#entries
  }

  get length(): number {
    return this.entries.length
  }

  get last(): Entry | undefined {
    return this.entries.at(-1)
  }

  [Symbol.iterator](): Iterator<Entry> {
    return this.entries[Symbol.iterator]()
  }

  /** Brings the entries, and what was derived from them, up to date. */
  protected decodeNew(): void {
    this.#index.refresh()
    const undecoded = this.#undecoded
    this.#undecoded = []
    for (const call of undecoded) this.#entries.push(this.decode(call))
  }

  protected abstract decode(call: RecordedCall): Entry

  /** The journal starts over: forget what was derived from its entries. */
  protected cleared(): void {}
}

/** The argument of that name as text: never NULL, since the slot refuses the call otherwise. */
export function textArgument(call: RecordedCall, name: string): string {
  return String(call.args[name] ?? '')
}

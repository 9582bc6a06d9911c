import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall, Recorder } from '../contract.js'
import { LazyList } from '../lazy-list.js'
import type { CallSource } from './call-source.js'
import { countBefore, SlotPlaces } from './slot-places.js'

export interface EntryViewOptions {
  /** Whether refused calls have entries. */
  readonly refused: boolean
}

/** A typed view of the calls of some slots. An entry is made at the first look at it; refused calls are left out. */
export abstract class EntryView<Entry> implements Recorder<Entry> {
  readonly #source: () => CallSource
  readonly #slotPlaces: SlotPlaces
  #places: readonly number[] = []
  #entries = this.#newList()

  constructor(source: () => CallSource, slots: readonly SlotName[], options: EntryViewOptions = { refused: false }) {
    this.#source = source
    this.#slotPlaces = new SlotPlaces(source, slots, options)
  }

  get entries(): readonly Entry[] {
    const { length } = this
    return this.#entries.upTo(length)
  }

  get length(): number {
    return this.places.length
  }

  get last(): Entry | undefined {
    const { length } = this
    return length === 0 ? undefined : this.entryAt(length - 1)
  }

  filter<Kept extends Entry>(predicate: (entry: Entry) => entry is Kept): Kept[]
  filter(predicate: (entry: Entry) => boolean): Entry[]
  filter(predicate: (entry: Entry) => boolean): Entry[] {
    return this.entries.filter((entry) => predicate(entry))
  }

  since(seq: number): Entry[] {
    const { places } = this
    const first = countBefore(places, this.source.placeAfter(seq))
    return places.slice(first).map((_, at) => this.entryAt(first + at))
  }

  /** The entries so far; it ends early when the journal starts over. */
  *[Symbol.iterator](): Iterator<Entry> {
    const { length, source } = this
    const { generation } = source
    for (let at = 0; at < length && source.generation === generation; at++) yield this.entryAt(at)
  }

  /** Where the calls of the entries stand in the journal. */
  protected get places(): readonly number[] {
    const places = this.#slotPlaces.read()
    if (places !== this.#places) {
      this.#places = places
      this.#entries = this.#newList()
    }
    return places
  }

  protected get source(): CallSource {
    return this.#source()
  }

  /** One of the entries that `places` has shown. */
  protected entryAt(at: number): Entry {
    return this.#entries.at(at)
  }

  protected callAt(at: number): RecordedCall {
    return this.#source().at(this.#places[at] ?? 0)
  }

  protected abstract decode(call: RecordedCall): Entry

  #newList(): LazyList<Entry> {
    return new LazyList((at) => this.decode(this.callAt(at)))
  }
}

/** The argument of that name as text: never NULL, since the slot refuses the call otherwise. */
export function textArgument(call: RecordedCall, name: string): string {
  return String(call.args[name] ?? '')
}

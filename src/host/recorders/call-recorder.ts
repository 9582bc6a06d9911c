import type { SlotName } from '../../abi/slots.js'
import type { CallRecorder, RecordedCall, ThreadSelector } from '../contract.js'
import { isFrom } from '../thread-selector.js'
import type { CallSource } from './call-source.js'
import { EntryView } from './entry-view.js'

export function createCallRecorder(source: () => CallSource): CallRecorder {
  return new CallView(source)
}

class CallView implements CallRecorder {
  readonly #source: () => CallSource
  readonly #bySlot = new Map<SlotName, CallsOfSlot>()

  constructor(source: () => CallSource) {
    this.#source = source
  }

  get entries(): readonly RecordedCall[] {
    return this.#source().all()
  }

  get length(): number {
    return this.#source().length
  }

  get last(): RecordedCall | undefined {
    const source = this.#source()
    const { length } = source
    return length === 0 ? undefined : source.at(length - 1)
  }

  to(slot: SlotName): readonly RecordedCall[] {
    return this.#of(slot).entries
  }

  count(slot: SlotName): number {
    return this.#of(slot).length
  }

  from(thread: ThreadSelector): readonly RecordedCall[] {
    return this.filter((call) => isFrom(call, thread))
  }

  filter<Kept extends RecordedCall>(predicate: (call: RecordedCall) => call is Kept): Kept[]
  filter(predicate: (call: RecordedCall) => boolean): RecordedCall[]
  filter(predicate: (call: RecordedCall) => boolean): RecordedCall[] {
    return this.#source().filter(predicate)
  }

  since(seq: number): RecordedCall[] {
    const source = this.#source()
    const { length } = source
    const first = source.placeAfter(seq)
    return Array.from({ length: length - first }, (_, at) => source.at(first + at))
  }

  /** The calls so far; it ends early when the journal starts over. */
  *[Symbol.iterator](): Iterator<RecordedCall> {
    const source = this.#source()
    const { length, generation } = source
    for (let place = 0; place < length && source.generation === generation; place++) yield source.at(place)
  }

  #of(slot: SlotName): CallsOfSlot {
    let calls = this.#bySlot.get(slot)
    if (calls === undefined) {
      calls = new CallsOfSlot(this.#source, slot)
      this.#bySlot.set(slot, calls)
    }
    return calls
  }
}

/** The calls of one slot, refused ones too. */
class CallsOfSlot extends EntryView<RecordedCall> {
  constructor(source: () => CallSource, slot: SlotName) {
    super(source, [slot], { refused: true })
  }

  protected decode(call: RecordedCall): RecordedCall {
    return call
  }
}

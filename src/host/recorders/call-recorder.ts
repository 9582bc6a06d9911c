import type { SlotName } from '../../abi/slots.js'
import type { CallRecorder, RecordedCall, ThreadSelector } from '../contract.js'
import { isFrom } from '../thread-selector.js'
import type { CallIndex } from './call-index.js'

export function createCallRecorder(index: CallIndex): CallRecorder {
  return new IndexedCalls(index)
}

class IndexedCalls implements CallRecorder {
  readonly #index: CallIndex

  constructor(index: CallIndex) {
    this.#index = index
  }

  get entries(): readonly RecordedCall[] {
    return this.#index.all()
  }

  get length(): number {
    return this.entries.length
  }

  get last(): RecordedCall | undefined {
    return this.entries.at(-1)
  }

  to(slot: SlotName): readonly RecordedCall[] {
    return this.#index.to(slot)
  }

  from(thread: ThreadSelector): readonly RecordedCall[] {
    return this.entries.filter((call) => isFrom(call, thread))
  }

  [Symbol.iterator](): Iterator<RecordedCall> {
    return this.entries[Symbol.iterator]()
  }
}

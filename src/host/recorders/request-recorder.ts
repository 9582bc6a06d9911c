import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall, RequestRecorder } from '../contract.js'
import type { CallIndex } from './call-index.js'
import { EntryView, textArgument } from './entry-view.js'

/** @param slots slots whose first argument is a `request` */
export function createRequestRecorder(index: CallIndex, slots: readonly SlotName[]): RequestRecorder {
  return new RequestView(index, slots)
}

class RequestView extends EntryView<unknown> implements RequestRecorder {
  #calls: RecordedCall[] = []

  get requests(): readonly unknown[] {
    return this.entries
  }

  get calls(): readonly RecordedCall[] {
    this.decodeNew()
    return this.#calls
  }

  protected decode(call: RecordedCall): unknown {
    this.#calls.push(call)
    return parseRequest(textArgument(call, 'request'))
  }

  protected override cleared(): void {
    this.#calls = []
  }
}

function parseRequest(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

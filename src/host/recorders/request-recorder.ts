import type { RecordedCall, RequestRecorder } from '../contract.js'
import type { CallIndex } from './call-index.js'
import { EntryView, textArgument } from './entry-view.js'

export function createRequestRecorder(index: CallIndex, slot: 'dispatch' | 'http_request'): RequestRecorder {
  return new RequestView(index, [slot])
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

import type { SlotName } from '../../abi/slots.js'
import type { RecordedCall, RequestRecorder } from '../contract.js'
import type { CallSource } from './call-source.js'
import { EntryView, textArgument } from './entry-view.js'

/** @param slots slots whose first argument is a `request` */
export function createRequestRecorder(source: () => CallSource, slots: readonly SlotName[]): RequestRecorder {
  return new RequestView(source, slots)
}

class RequestView extends EntryView<unknown> implements RequestRecorder {
  get requests(): readonly unknown[] {
    return this.entries
  }

  get calls(): readonly RecordedCall[] {
    return this.places.map((place) => this.source.at(place))
  }

  protected decode(call: RecordedCall): unknown {
    return parseRequest(textArgument(call, 'request'))
  }
}

function parseRequest(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

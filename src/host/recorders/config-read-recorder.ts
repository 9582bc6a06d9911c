import type { ConfigRead, ConfigReadRecorder, RecordedCall } from '../contract.js'
import type { CallIndex } from './call-index.js'
import { EntryView, textArgument } from './entry-view.js'

export function createConfigReadRecorder(index: CallIndex): ConfigReadRecorder {
  return new ConfigReadView(index, ['config_get'])
}

class ConfigReadView extends EntryView<ConfigRead> {
  protected decode(call: RecordedCall): ConfigRead {
    return {
      key: textArgument(call, 'key'),
      // Read late: the answer is filled in when the call completes.
      get value() {
        return call.answer
      },
      call,
    }
  }
}

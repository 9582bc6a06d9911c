import type { ConfigRead, ConfigReadRecorder, RecordedCall } from '../contract.js'
import type { CallSource } from './call-source.js'
import { EntryView, textArgument } from './entry-view.js'
import { KeyIndex } from './key-index.js'
import { countBefore } from './slot-places.js'

export function createConfigReadRecorder(source: () => CallSource): ConfigReadRecorder {
  return new ConfigReadView(source)
}

class ConfigReadView extends EntryView<ConfigRead> implements ConfigReadRecorder {
  readonly #byKey: KeyIndex

  constructor(source: () => CallSource) {
    super(source, ['config_get'])
    this.#byKey = new KeyIndex(
      () => this.places,
      (place) => source().firstText(place),
    )
  }

  of(key: string): readonly ConfigRead[] {
    return this.#byKey.of(key).map((place) => this.entryAt(countBefore(this.places, place)))
  }

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

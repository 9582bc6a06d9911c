import type { ConfigDelete, ConfigSet, ConfigWrite, ConfigWriteRecorder, RecordedCall } from '../contract.js'
import type { CallSource } from './call-source.js'
import { EntryView, textArgument } from './entry-view.js'
import { KeyIndex } from './key-index.js'
import { countBefore, SlotPlaces } from './slot-places.js'

export function createConfigWriteRecorder(source: () => CallSource): ConfigWriteRecorder {
  return new ConfigWriteView(source)
}

class ConfigWriteView extends EntryView<ConfigWrite> implements ConfigWriteRecorder {
  readonly #sets: SlotPlaces
  readonly #deletes: SlotPlaces
  readonly #writesByKey: KeyIndex
  readonly #setsByKey: KeyIndex

  constructor(source: () => CallSource) {
    super(source, ['config_set', 'config_delete'])
    const keyAt = (place: number) => source().firstText(place)
    this.#sets = new SlotPlaces(source, ['config_set'], { refused: false })
    this.#deletes = new SlotPlaces(source, ['config_delete'], { refused: false })
    this.#writesByKey = new KeyIndex(() => this.places, keyAt)
    this.#setsByKey = new KeyIndex(() => this.#sets.read(), keyAt)
  }

  get writes(): readonly ConfigWrite[] {
    return this.entries
  }

  get setCount(): number {
    return this.#sets.read().length
  }

  get deleteCount(): number {
    return this.#deletes.read().length
  }

  get deletes(): readonly ConfigDelete[] {
    return this.#deletes.read().flatMap((place) => {
      const write = this.#writeAt(place)
      return write.kind === 'delete' ? [write] : []
    })
  }

  get lastSets(): readonly ConfigSet[] {
    return this.#setsByKey.lastOfEach().flatMap((place) => this.#setAt(place))
  }

  of(key: string): readonly ConfigWrite[] {
    return this.#writesByKey.of(key).map((place) => this.#writeAt(place))
  }

  lastSet(key: string): ConfigSet | undefined {
    const place = this.#setsByKey.of(key).at(-1)
    return place === undefined ? undefined : this.#setAt(place)[0]
  }

  lastValue(key: string): string | undefined {
    return this.lastSet(key)?.value
  }

  protected decode(call: RecordedCall): ConfigWrite {
    const key = textArgument(call, 'key')
    if (call.slot === 'config_delete') return { kind: 'delete', key, call }
    return { kind: 'set', key, value: textArgument(call, 'value'), call }
  }

  #setAt(place: number): [ConfigSet] | [] {
    const write = this.#writeAt(place)
    return write.kind === 'set' ? [write] : []
  }

  /** The entry of the call at a place of the journal. */
  #writeAt(place: number): ConfigWrite {
    return this.entryAt(countBefore(this.places, place))
  }
}

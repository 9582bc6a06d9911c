import type { ConfigWrite, ConfigWriteRecorder, RecordedCall } from '../contract.js'
import type { CallIndex } from './call-index.js'
import { EntryView, textArgument } from './entry-view.js'

export function createConfigWriteRecorder(index: CallIndex): ConfigWriteRecorder {
  return new ConfigWriteView(index)
}

class ConfigWriteView extends EntryView<ConfigWrite> implements ConfigWriteRecorder {
  readonly #lastValues = new Map<string, string>()
  #setCount = 0

  constructor(index: CallIndex) {
    super(index, ['config_set', 'config_delete'])
  }

  get writes(): readonly ConfigWrite[] {
    return this.entries
  }

  get setCount(): number {
    this.decodeNew()
    return this.#setCount
  }

  get deleteCount(): number {
    return this.entries.length - this.#setCount
  }

  lastValue(key: string): string | undefined {
    this.decodeNew()
    return this.#lastValues.get(key)
  }

  protected decode(call: RecordedCall): ConfigWrite {
    const key = textArgument(call, 'key')
    if (call.slot === 'config_delete') return { kind: 'delete', key, call }
    const value = textArgument(call, 'value')
    this.#setCount++
    this.#lastValues.set(key, value)
    return { kind: 'set', key, value, call }
  }

  protected override cleared(): void {
    this.#lastValues.clear()
    this.#setCount = 0
  }
}

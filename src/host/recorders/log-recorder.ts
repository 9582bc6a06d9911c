import type { LogEntry, LogRecorder, RecordedCall } from '../contract.js'
import type { CallSource } from './call-source.js'
import { EntryView, textArgument } from './entry-view.js'

export function createLogRecorder(source: () => CallSource, joinPayload: boolean): LogRecorder {
  return new LogView(source, joinPayload)
}

class LogView extends EntryView<LogEntry> implements LogRecorder {
  readonly #joinPayload: boolean

  constructor(source: () => CallSource, joinPayload: boolean) {
    super(source, ['log', 'log_structured'])
    this.#joinPayload = joinPayload
  }

  get messages(): readonly string[] {
    return this.entries.map((entry) => entry.message)
  }

  contains(text: string): boolean {
    return this.entries.some(({ message, payload }) => message.includes(text) || (payload?.includes(text) ?? false))
  }

  protected decode(call: RecordedCall): LogEntry {
    const level = Number(call.args.level)
    const message = textArgument(call, 'message')
    const payload = typeof call.args.payload === 'string' ? call.args.payload : null
    if (this.#joinPayload && payload !== null) return { level, message: `${message} ${payload}`, payload: null, call }
    return { level, message, payload, call }
  }
}

import type { SlotCall } from '../simulation/contract.js'

/** A stream of one plugin, as `complete_cancel` may name it. */
export interface CancellableStream {
  /** As the plugin gave it, without blanks around it; `''` for a stream that has none and so cannot be cancelled. */
  readonly id: string
  isCancelled(): boolean
  /** Forgets that the stream was cancelled. */
  end(): void
}

/** The streams that plugins have cancelled, for each plugin apart (fact sheet, section 7.3). */
export class Cancellations {
  readonly #cancelled = new Set<string>()

  /** Notes a `complete_cancel`, whether or not such a stream runs; a blank id is ignored. */
  cancel({ pluginId, texts: [text] }: SlotCall): void {
    const id = (text ?? '').trim()
    if (id !== '') this.#cancelled.add(keyOf(pluginId, id))
  }

  /** Starts a stream: what was cancelled before under that id is forgotten, as in the app. */
  start(pluginId: string | null, streamId: unknown): CancellableStream {
    const id = typeof streamId === 'string' ? streamId.trim() : ''
    const key = keyOf(pluginId, id)
    this.#cancelled.delete(key)
    return { id, isCancelled: () => this.#cancelled.has(key), end: () => void this.#cancelled.delete(key) }
  }
}

function keyOf(pluginId: string | null, streamId: string): string {
  return JSON.stringify([pluginId, streamId])
}

import type { Address } from '../native/core.js'
import type { FrameKind } from './contract.js'

/** One callback of a plugin, from when it was asked for until JavaScript heard of its end; nanoseconds, as `at` of calls. */
export interface FrameSpan {
  /** As in `Frame`. */
  readonly id: number
  readonly kind: FrameKind
  /** As in messages: `invoke "greet"`. */
  readonly title: string
  readonly start: number
  /** `undefined`: it has not returned, or was given up. */
  readonly end: number | undefined
  /** Number of its thread; 0 where it is not known. */
  readonly thread: number
}

/** Whether traces are written, for which callbacks are noted (`OSAURUS_MOCKHOST_TRACE`). */
export const isTraced = (process.env.OSAURUS_MOCKHOST_TRACE ?? '') !== ''

/** The callbacks that were made for one host. */
export class FrameSpans {
  readonly #spans = new Map<number, FrameSpan>()
  readonly #frames = new Map<Address, number>()

  get all(): readonly FrameSpan[] {
    return [...this.#spans.values()]
  }

  begin(job: Address, span: Pick<FrameSpan, 'id' | 'kind' | 'title' | 'start'>): void {
    this.#frames.set(job, span.id)
    this.#spans.set(span.id, { ...span, end: undefined, thread: 0 })
  }

  end(job: Address, { end, thread }: { readonly end: number; readonly thread: number }): void {
    const id = this.#frames.get(job) ?? 0
    const span = this.#spans.get(id)
    if (span !== undefined) this.#spans.set(id, { ...span, end, thread })
    this.#frames.delete(job)
  }
}

import type { HostClock } from './clock.js'

const span = 60_000

/** Counts what happens within any 60 seconds of the host's clock, for each key apart. */
export class SlidingWindow {
  readonly #clock: HostClock
  readonly #limit: number
  readonly #times = new Map<string, number[]>()

  /** @param limit how much may happen in 60 s; `Infinity` for no limit */
  constructor(clock: HostClock, limit: number) {
    this.#clock = clock
    this.#limit = limit
  }

  /** Takes one more in, unless there have been as many as may be. */
  take(key: string): boolean {
    if (this.#limit === Number.POSITIVE_INFINITY) return true
    const now = this.#clock.now()
    // A test may set the clock back: what is still to come counts no more.
    const recent = (this.#times.get(key) ?? []).filter((time) => time <= now && now - time < span)
    const isWithin = recent.length < this.#limit
    if (isWithin) recent.push(now)
    this.#times.set(key, recent)
    return isWithin
  }
}

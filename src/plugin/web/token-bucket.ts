import type { HostClock } from '../../host/simulation/clock.js'

const minute = 60_000

/**
 * How often something may happen: as often as the limit says at once, and then again as the bucket fills up, evenly, by
 * the limit in each minute of the host's clock (fact sheet, section 1.4).
 */
export class TokenBucket {
  readonly #clock: HostClock
  readonly #limit: number
  #tokens: number
  #filledAt: number

  /** @param limit how much may happen in a minute; `Infinity` for no limit */
  constructor(clock: HostClock, limit: number) {
    this.#clock = clock
    this.#limit = limit
    this.#tokens = limit
    this.#filledAt = clock.now()
  }

  /** Takes one out, unless the bucket is empty. */
  take(): boolean {
    if (this.#limit === Number.POSITIVE_INFINITY) return true
    const now = this.#clock.now()
    // A test may set the clock back.
    const passed = Math.max(0, now - this.#filledAt)
    this.#tokens = Math.min(this.#limit, this.#tokens + (passed * this.#limit) / minute)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}

import { realNow } from '../host/real-timers.js'
import type { CallLimit } from '../native/install-context.js'
import type { TestClock, TestInfo } from './contract.js'

/** Milliseconds, at most, that a call into a plugin is given up before the function that makes it, so that its error is the one shown. */
const longestGrace = 500

/**
 * How long the calls of one test may take. The runner times the function of the test and each of its hooks apart, and so the clock
 * starts anew with each of which the environment hears; in the others every call has the time of the test.
 */
export class CallClock implements CallLimit, TestClock {
  readonly #info: TestInfo
  #time: number | undefined
  /** By `realNow()`. */
  #deadline = Number.NEGATIVE_INFINITY

  constructor(info: TestInfo) {
    this.#info = info
    this.#time = timeOfCalls(info.timeout)
  }

  start(limit: number | undefined): void {
    this.#time = timeOfCalls(limit)
    this.#deadline = realNow() + (this.#time ?? 0)
  }

  timeLeft(): number | undefined {
    const left = this.#deadline - realNow()
    return left > 0 && this.#info.isPastFunction !== true ? left : this.#time
  }
}

function timeOfCalls(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : limit - Math.min(longestGrace, limit / 10)
}

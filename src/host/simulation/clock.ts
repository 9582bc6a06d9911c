import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'

/** The clock of limits, delays and time-outs of a host. Our own waiting never uses it. */
export interface HostClock {
  /** Milliseconds since 1970: `Date.now()`, faked or not, and what `advance` has added. */
  now(): number
  /**
   * Calls back once, after that many milliseconds of this clock: by `setTimeout`, looked up now, so that fake timers of the
   * runner hold, or by `advance`. Result: a function that takes the timer back.
   */
  startTimer(callback: () => void, milliseconds: number): () => void
  /**
   * Moves the clock on, and calls back what has become due, in order.
   *
   * @example
   * host.clock.advance(60_000) // the rate limit starts anew
   */
  advance(milliseconds: number): void
}

const longestTimer = 2 ** 31 - 1

interface Timer {
  readonly due: number
  readonly callback: () => void
}

/** @param serveWaiting answers calls that wait by now, so that what they wait for begins before the clock moves on */
export function createClock(serveWaiting: () => void = () => {}): HostClock {
  const timers = new Set<Timer>()
  let added = 0
  // Looked up at each use: a test may fake them at any time.
  const now = () => globalThis.Date.now() + added
  return {
    now,
    startTimer(callback, milliseconds) {
      const timer: Timer = { due: now() + milliseconds, callback }
      const { clearTimeout } = globalThis
      timers.add(timer)
      // Longer than a timer can count: only `advance` gets there.
      const handle =
        milliseconds > longestTimer ? undefined : globalThis.setTimeout(() => fire(timers, timer), milliseconds)
      return () => {
        timers.delete(timer)
        clearTimeout(handle)
      }
    },
    advance(milliseconds) {
      if (typeof milliseconds !== 'number' || !(milliseconds >= 0)) throw wrongStep(milliseconds)
      serveWaiting()
      const end = now() + milliseconds
      for (let next = nextDue(timers, end); next !== undefined; next = nextDue(timers, end)) {
        added += Math.max(0, next.due - now())
        fire(timers, next)
      }
      added += Math.max(0, end - now())
    },
  }
}

function nextDue(timers: ReadonlySet<Timer>, end: number): Timer | undefined {
  let next: Timer | undefined
  for (const timer of timers) if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer
  return next
}

function fire(timers: Set<Timer>, timer: Timer): void {
  if (timers.delete(timer)) timer.callback()
}

function wrongStep(milliseconds: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `A clock cannot be advanced by ${printValue(milliseconds)}.`,
    details: [['expected', 'milliseconds, 0 or more']],
    fix: 'give the number of milliseconds that are to pass',
  })
}

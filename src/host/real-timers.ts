import { AsyncLocalStorage } from 'node:async_hooks'
import timers from 'node:timers'

interface RealTimers {
  readonly setTimeout: typeof timers.setTimeout
  readonly clearTimeout: typeof timers.clearTimeout
  readonly hrtime: typeof process.hrtime.bigint
}

// Taken when the first copy of this module on the thread loads: fake timers of a test must not stop the kit's own
// waiting, and a runner may load another copy while an earlier file has left them on.
const key = Symbol.for('osaurus-mockhost.timers')
const holder = AsyncLocalStorage as { [key]?: RealTimers } // A class of Node's own: the same in every realm of the thread.
const { setTimeout, clearTimeout, hrtime } = holder[key] ?? takeTimers()

function takeTimers(): RealTimers {
  const taken = { setTimeout: timers.setTimeout, clearTimeout: timers.clearTimeout, hrtime: process.hrtime.bigint }
  Object.defineProperty(holder, key, { value: taken })
  return taken
}

const longestTimer = 2 ** 31 - 1

/** Calls back once after that many milliseconds; never, when there are more than a timer can count. */
export function startTimer(callback: () => void, milliseconds: number): NodeJS.Timeout | undefined {
  return milliseconds > longestTimer ? undefined : setTimeout(callback, milliseconds)
}

export const stopTimer = clearTimeout

/** Waits for that, at most so many milliseconds. */
export async function waitAtMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = startTimer(resolve, milliseconds)
  })
  await Promise.race([work, late])
  stopTimer(timer)
}

/** Milliseconds after which a late timer tells of busy JavaScript; a busy machine does less than that to any thread. */
const longestTick = 200

/** Milliseconds for which JavaScript has not looked, when a timer that was due then calls back; 0: it was free. */
export function busySince(due: number): number {
  const late = realNow() - due
  return late < longestTick ? 0 : Math.round(late)
}

/** Waits that many milliseconds of real time. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds))
}

/** Milliseconds of the monotonic clock, real even where a test fakes time. */
export function realNow(): number {
  return Number(hrtime()) / 1e6
}

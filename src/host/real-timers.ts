import timers from 'node:timers'

// Taken while the module loads: fake timers of a test must not stop the kit's own waiting.
const { setTimeout, clearTimeout } = timers

const longestTimer = 2 ** 31 - 1

/** Calls back once after that many milliseconds; never, when there are more than a timer can count. */
export function startTimer(callback: () => void, milliseconds: number): NodeJS.Timeout | undefined {
  return milliseconds > longestTimer ? undefined : setTimeout(callback, milliseconds)
}

export const stopTimer = clearTimeout

/** Waits that many milliseconds of real time. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds))
}

/** Milliseconds of the monotonic clock, real even where a test fakes time. */
export function realNow(): number {
  return Number(hrtime()) / 1e6
}

const hrtime = process.hrtime.bigint

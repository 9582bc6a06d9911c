import timers from 'node:timers'

// Taken while the module loads: fake timers of a test must not stop the kit's own waiting.
const { setTimeout, clearTimeout } = timers

export const startTimer = setTimeout
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

import { beforeEach, expect, it, vi } from 'vitest'
import { CallClock } from '../../src/session/call-clock.js'
import type { TestInfo } from '../../src/session/contract.js'

/** Of `realNow()`. */
const present = vi.hoisted(() => ({ time: 0 }))
vi.mock('../../src/host/real-timers.js', async (original) => ({
  ...(await original<object>()),
  realNow: () => present.time,
}))
beforeEach(() => {
  present.time = 1000
})

const clockOf = (info: Partial<TestInfo>) => new CallClock(info as TestInfo)

it.each([
  [5000, 4500],
  [60_000, 59_500],
  [1000, 900],
  [200, 180],
])('leaves a function of %i ms the last tenth of its time, half a second at most', (limit, time) => {
  const clock = clockOf({ timeout: limit })
  clock.start(limit)
  expect(clock.timeLeft()).toBe(time)
  present.time += 100
  expect(clock.timeLeft()).toBe(time - 100)
})

it('starts anew with each function, which may have a limit of its own', () => {
  const clock = clockOf({ timeout: 5000 })
  clock.start(5000)
  present.time += 4400
  clock.start(5000)
  expect(clock.timeLeft()).toBe(4500)
  present.time += 4400
  clock.start(10_000)
  expect(clock.timeLeft()).toBe(9500)
})

it('gives each call the time of the test until the first function starts, and when its own is over', () => {
  const clock = clockOf({ timeout: 5000 })
  present.time += 4400
  expect(clock.timeLeft()).toBe(4500)
  const judged = clockOf({ timeout: 5000, isPastFunction: true })
  judged.start(5000)
  present.time += 4400
  expect(judged.timeLeft()).toBe(4500)
})

it('gives each call the whole time once the time is up: the runner ends that function', () => {
  const clock = clockOf({ timeout: 5000 })
  clock.start(5000)
  present.time += 4600
  expect(clock.timeLeft()).toBe(4500)
})

it('sets no limit where the runner sets none', () => {
  const clock = clockOf({})
  expect(clock.timeLeft()).toBeUndefined()
  clock.start(undefined)
  expect(clock.timeLeft()).toBeUndefined()
})

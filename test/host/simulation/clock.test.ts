import { afterEach, describe, expect, it, vi } from 'vitest'
import { createClock } from '../../../src/host/simulation/clock.js'

afterEach(() => {
  vi.useRealTimers()
})

describe('advance', () => {
  it('moves the time on, and calls back what has become due, in order', () => {
    const clock = createClock()
    const start = clock.now()
    const seen: string[] = []
    clock.startTimer(() => seen.push(`late ${Math.round((clock.now() - start) / 1000)}`), 90_000)
    clock.startTimer(() => seen.push(`early ${Math.round((clock.now() - start) / 1000)}`), 30_000)
    clock.advance(60_000)
    expect(seen).toEqual(['early 30'])
    clock.advance(60_000)
    expect(seen).toEqual(['early 30', 'late 90'])
    expect(clock.now() - start).toBeGreaterThanOrEqual(120_000)
  })

  it('calls back a timer that another one starts, when it is due as well', () => {
    const clock = createClock()
    const seen: number[] = []
    const tick = () => {
      seen.push(seen.length)
      clock.startTimer(tick, 10_000)
    }
    clock.startTimer(tick, 10_000)
    clock.advance(35_000)
    expect(seen).toEqual([0, 1, 2])
  })

  it('leaves a timer alone that was taken back', () => {
    const clock = createClock()
    const takeBack = clock.startTimer(() => expect.unreachable(), 10)
    takeBack()
    clock.advance(20)
  })

  it.each([-1, Number.NaN])('refuses %d', (step) => {
    expect(() => createClock().advance(step)).toThrow('INVALID_ARGUMENT')
  })
})

it('follows the fake timers of the runner', () => {
  const clock = createClock()
  vi.useFakeTimers({ now: 1_000_000 })
  const seen: number[] = []
  clock.startTimer(() => seen.push(clock.now()), 500)
  vi.advanceTimersByTime(499)
  expect(seen).toEqual([])
  vi.advanceTimersByTime(1)
  expect(seen).toEqual([1_000_500])
})

it('does not call back at once for a time that no timer can count', async () => {
  const clock = createClock()
  const takeBack = clock.startTimer(() => expect.unreachable(), Number.POSITIVE_INFINITY)
  clock.advance(2 ** 31)
  await new Promise((resolve) => void clock.startTimer(() => resolve(undefined), 2))
  takeBack()
})

it('calls back by itself when nobody moves it', async () => {
  const clock = createClock()
  await new Promise<void>((resolve) => void clock.startTimer(resolve, 1))
})

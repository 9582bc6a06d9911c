import { expect, it } from 'vitest'
import { createClock } from '../../../src/host/simulation/clock.js'
import { SlidingWindow } from '../../../src/host/simulation/sliding-window.js'

it('lets as many through as may be in 60 seconds, and more when the first are 60 seconds old', () => {
  const clock = createClock()
  const window = new SlidingWindow(clock, 2)
  expect(window.take('a')).toBe(true)
  clock.advance(30_000)
  expect(window.take('a')).toBe(true)
  expect(window.take('a')).toBe(false)
  clock.advance(30_000)
  expect(window.take('a')).toBe(true)
  expect(window.take('a')).toBe(false)
})

it('counts each key apart', () => {
  const window = new SlidingWindow(createClock(), 1)
  expect(window.take('a')).toBe(true)
  expect(window.take('b')).toBe(true)
  expect(window.take('a')).toBe(false)
})

it('does not count what is still to come when the clock is set back', () => {
  let time = 3_600_000
  const window = new SlidingWindow({ ...createClock(), now: () => time }, 1)
  expect(window.take('a')).toBe(true)
  time = 0
  expect(window.take('a')).toBe(true)
  expect(window.take('a')).toBe(false)
})

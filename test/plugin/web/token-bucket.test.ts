import { expect, it } from 'vitest'
import { createClock } from '../../../src/host/simulation/clock.js'
import { TokenBucket } from '../../../src/plugin/web/token-bucket.js'

/** How many can be taken before one is refused. */
function drain(bucket: TokenBucket): number {
  let taken = 0
  while (taken < 1000 && bucket.take()) taken += 1
  return taken
}

it('gives what the limit says at once', () => {
  expect(drain(new TokenBucket(createClock(), 100))).toBe(100)
})

it('fills up evenly, by its limit in a minute', () => {
  const clock = createClock()
  const bucket = new TokenBucket(clock, 100)
  drain(bucket)
  clock.advance(30_000)
  expect(drain(bucket)).toBe(50)
  clock.advance(1_200)
  expect(drain(bucket)).toBe(2)
})

it('never holds more than its limit', () => {
  const clock = createClock()
  const bucket = new TokenBucket(clock, 100)
  clock.advance(600_000)
  expect(drain(bucket)).toBe(100)
})

it('without a limit never ends', () => {
  expect(drain(new TokenBucket(createClock(), Number.POSITIVE_INFINITY))).toBe(1000)
})

it('takes nothing away when the clock is set back', () => {
  let time = 3_600_000
  const bucket = new TokenBucket({ ...createClock(), now: () => time }, 100)
  expect(bucket.take()).toBe(true)
  time = 0
  expect(drain(bucket)).toBe(99)
})

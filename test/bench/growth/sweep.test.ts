import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { pointsOf, sweep } from '../../../bench/growth/sweep.mjs'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

/** A measurement that takes as many seconds as its size. */
async function measure(size: number) {
  vi.advanceTimersByTime(size * 1000)
  return { cost: size * 2, plain: size }
}

it('every size is measured once in each round', async () => {
  const order: number[] = []
  const { points, cut } = await sweep({
    sizes: [1, 2],
    rounds: 2,
    seconds: 100,
    measure: async (size) => {
      order.push(size)
      return measure(size)
    },
  })
  expect(order).toEqual([1, 2, 1, 2])
  expect(pointsOf(points, 'cost')).toEqual([
    { size: 1, ours: [2, 2] },
    { size: 2, ours: [4, 4] },
  ])
  expect(cut).toEqual([])
})

it('nothing begins when the time is over, and what has no sample is cut', async () => {
  const { points, cut } = await sweep({ sizes: [1, 2, 3], rounds: 2, seconds: 3, measure })
  expect(points.map(({ size }) => size)).toEqual([1, 2])
  expect(cut).toEqual([{ size: 3, why: 'the 3 s of this table were over' }])
})

it('a round that the time cuts short leaves the samples of those before', async () => {
  const { points } = await sweep({ sizes: [1, 2], rounds: 2, seconds: 4, measure })
  expect(points.map(({ samples }) => samples.length)).toEqual([2, 1])
})

it('points have a baseline where one is named', () => {
  expect(pointsOf([{ size: 1, samples: [{ cost: 2, plain: 1 }] }], 'cost', 'plain')).toEqual([
    { size: 1, ours: [2], baseline: [1] },
  ])
})

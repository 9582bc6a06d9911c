import { describe, expect, it } from 'vitest'
import { judgeGrowth } from '../../../bench/growth/growth.mjs'
import { formatGrowth } from '../../../bench/growth/growth-table.mjs'

const judge = (costs: Record<number, number>, baselines: Record<number, number> = {}) =>
  judgeGrowth({
    growth: 'record log',
    axis: 'calls',
    unit: 'ns',
    most: 2,
    points: Object.entries(costs).map(([size, cost]) => {
      const baseline = baselines[Number(size)]
      return { size: Number(size), ours: [cost], ...(baseline === undefined ? {} : { baseline: [baseline] }) }
    }),
  })

describe('the growth of a series', () => {
  it('is the worst from a smaller size to a larger one', () => {
    expect(judge({ 1: 30, 10: 20, 100: 30, 1000: 36 })).toMatchObject({ grows: 1.8, keepsBudget: true })
  })

  it('over the limit fails', () => {
    expect(judge({ 1: 20, 10: 41 })).toMatchObject({ grows: 2.05, keepsBudget: false })
  })

  it('in the middle fails too', () => {
    expect(judge({ 1: 20, 10: 50, 100: 20 })).toMatchObject({ grows: 2.5, keepsBudget: false })
  })

  it('is none where the cost falls: small sizes pay what is paid once', () => {
    expect(judge({ 1: 400, 10: 100, 100: 90 })).toMatchObject({ grows: 1, keepsBudget: true })
  })

  it('is granted as far as the baseline grows', () => {
    expect(judge({ 1: 20, 10: 60 }, { 1: 10, 10: 20 })).toMatchObject({ grows: 1.5, keepsBudget: true })
  })

  it('is not granted for a baseline that falls', () => {
    expect(judge({ 1: 20, 10: 30 }, { 1: 10, 10: 5 })).toMatchObject({ grows: 1.5 })
  })

  it('takes the median of the samples', () => {
    const points = [
      { size: 1, ours: [10, 11, 500] },
      { size: 10, ours: [1, 12, 13] },
    ]
    const { costs } = judgeGrowth({ growth: 'record log', axis: 'calls', unit: 'ns', most: 2, points })
    expect(costs).toEqual([
      { size: 1, cost: 11 },
      { size: 10, cost: 12 },
    ])
  })

  it('cannot be told of one size: that is no pass', () => {
    expect(judge({ 1: 20 }).keepsBudget).toBe(false)
  })
})

it('the growth table has a part for each axis, and tells what was cut', () => {
  const series = { growth: 'record log', unit: 'ns', most: 2 }
  const judged = [
    { ...series, axis: 'calls', points: pointsAt({ 1000: 28.4, 10000: 61.2 }) },
    {
      ...series,
      growth: 'first read',
      axis: 'calls',
      points: pointsAt({ 1000: 411, 10000: 400 }),
      cut: [{ size: 10_000_000, why: 'too large' }],
    },
    {
      ...series,
      axis: 'threads',
      baselineIs: 'a bare loop',
      points: [
        { size: 1, ours: [28], baseline: [10] },
        { size: 64, ours: [20], baseline: [9] },
      ],
    },
  ].map(judgeGrowth)
  expect(formatGrowth(judged)).toMatchInlineSnapshot(`
    "      growth with calls  unit  1 000  10 000  10 000 000  grows by  at most
    FAIL  record log         ns    28.4   61.2    -           2.15 x    2.00 x
    PASS  first read         ns    411    400     -           1.00 x    2.00 x

          growth with threads   unit  1     64    grows by  at most
    PASS  record log            ns    28.0  20.0  1.00 x    2.00 x
            beside a bare loop  ns    10.0  9.00

    cut: first read, 10 000 000: too large"
  `)
})

function pointsAt(costs: Record<number, number>) {
  return Object.entries(costs).map(([size, cost]) => ({ size: Number(size), ours: [cost] }))
}

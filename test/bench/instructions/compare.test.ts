import { describe, expect, it } from 'vitest'
import { CannotCompare } from '../../../bench/instructions/cannot-compare.mjs'
import { compareFigures, formatComparisons, isRegression } from '../../../bench/instructions/compare.mjs'

const verdicts = (counted: Record<string, number>, recorded: Record<string, number>) =>
  compareFigures(counted, recorded).map((comparison) => [comparison.verdict, isRegression(comparison)])

describe('a figure', () => {
  it.each([
    ['the same', 200, 'same', false],
    ['5 % more', 210, 'same', false],
    ['over 5 % more', 210.2, 'more', true],
    ['5 % fewer', 190, 'same', false],
    ['over 5 % fewer, which is no fault', 189.8, 'fewer', false],
  ])('%s', (_, counted, verdict, isWorse) => {
    expect(verdicts({ log: counted }, { log: 200 })).toEqual([[verdict, isWorse]])
  })

  it('that nobody recorded is told, so that a new path gets one', () => {
    expect(verdicts({ log: 200, free_string: 700 }, { log: 200 })).toEqual([
      ['same', false],
      ['not recorded', true],
    ])
  })

  it('that was not counted is told, so that no path is lost', () => {
    expect(verdicts({ log: 200 }, { log: 200, free_string: 700 })).toEqual([
      ['same', false],
      ['not counted', true],
    ])
  })
})

it('a comparison is a table', () => {
  const comparisons = compareFigures({ log: 255.1, free_string: 786.1, agent: 900 }, { log: 255.1, free_string: 700 })
  expect(formatComparisons(comparisons)).toMatchInlineSnapshot(`
    "      instructions a call  now    recorded  change
    PASS  log                  255.1  255.1     +0.0 %   same
    FAIL  free_string          786.1  700.0     +12.3 %  more
    FAIL  agent                900.0  -         -        not recorded"
  `)
})

it('what stands in the way of a comparison says how to clear it', () => {
  expect(new CannotCompare('No valgrind.', ['apt-get install valgrind', 'or a container']).message).toBe(
    'No valgrind.\n  to fix  apt-get install valgrind\n          or a container',
  )
})

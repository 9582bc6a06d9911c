import { alignColumns } from '../columns.mjs'

/**
 * @typedef {Readonly<Record<string, number>>} Figures title of a path to instructions a call
 * @typedef {'same' | 'more' | 'fewer' | 'not recorded' | 'not counted'} Verdict
 * @typedef {object} Comparison
 * @property {string} title
 * @property {number | undefined} counted
 * @property {number | undefined} recorded
 * @property {number | undefined} change as a share: 0.05 is 5 % more
 * @property {Verdict} verdict
 */

/** The share that a figure may differ from the recorded one. */
export const tolerance = 0.05

/**
 * Compares each figure with the one recorded; a path that only one side has is told too.
 *
 * @param {Figures} counted
 * @param {Figures} recorded
 * @returns {Comparison[]}
 */
export function compareFigures(counted, recorded) {
  const titles = new Set([...Object.keys(counted), ...Object.keys(recorded)])
  return [...titles].map((title) => compareFigure(title, counted[title], recorded[title]))
}

function compareFigure(title, counted, recorded) {
  const change = counted === undefined || recorded === undefined ? undefined : counted / recorded - 1
  return { title, counted, recorded, change, verdict: judge(counted, recorded) }
}

function judge(counted, recorded) {
  if (recorded === undefined) return 'not recorded'
  if (counted === undefined) return 'not counted'
  if (Math.abs(counted - recorded) <= recorded * tolerance) return 'same'
  return counted > recorded ? 'more' : 'fewer'
}

/** Whether the figures may stay as they are: fewer instructions are no fault, everything else that differs is. */
export function isRegression({ verdict }) {
  return verdict !== 'same' && verdict !== 'fewer'
}

/**
 * One line for each comparison.
 *
 * @param {readonly Comparison[]} comparisons
 */
export function formatComparisons(comparisons) {
  const lines = comparisons.map((comparison) => {
    const { title, counted, recorded, change, verdict } = comparison
    const figures = [counted, recorded].map((figure) => figure?.toFixed(1) ?? '-')
    const percent = change === undefined ? '-' : `${change < 0 ? '' : '+'}${(change * 100).toFixed(1)} %`
    return [isRegression(comparison) ? 'FAIL' : 'PASS', title, ...figures, percent, verdict]
  })
  const head = ['', 'instructions a call', 'now', 'recorded', 'change', '']
  return alignColumns([head, ...lines])
}

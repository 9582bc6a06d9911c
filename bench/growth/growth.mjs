import { median } from '../summary.mjs'

/**
 * @typedef {object} Point
 * @property {number} size
 * @property {number[]} ours samples of the cost of one unit when there are so many
 * @property {number[]} [baseline] samples of what grows with the size without us
 * @typedef {object} Series
 * @property {string} growth what was measured
 * @property {string} axis what there are more and more of: `calls`, `hosts`, `threads`, `tests`
 * @property {string} unit of the samples
 * @property {number} most how many times the cost at a smaller size a cost may be
 * @property {string} [baselineIs] what the baselines of the points are
 * @property {Point[]} points by size
 * @property {{ size: number, why: string }[]} [cut] sizes that were not measured
 */

/**
 * The median at each size, and the worst growth from a smaller size to a larger one. What a baseline grows by is
 * granted.
 *
 * @param {Series} series
 */
export function judgeGrowth({ growth, axis, unit, most, baselineIs, points, cut = [] }) {
  const costs = points.map(({ size, ours, baseline }) => ({
    size,
    cost: median(ours),
    ...(baseline && { baseline: median(baseline) }),
  }))
  const grows = worstGrowth(costs)
  return { growth, axis, unit, most, baselineIs, costs, cut, grows, keepsBudget: costs.length > 1 && grows <= most }
}

function worstGrowth(costs) {
  const growths = costs.flatMap((larger, at) => costs.slice(0, at).map((smaller) => growthBetween(smaller, larger)))
  return Math.max(1, ...growths)
}

function growthBetween(smaller, larger) {
  const granted = larger.baseline === undefined ? 1 : Math.max(1, larger.baseline / smaller.baseline)
  return larger.cost / smaller.cost / granted
}

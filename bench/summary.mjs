/**
 * @typedef {{ most?: number, ratio?: number, more?: number }} Limit
 *   `most`: no more than that; `ratio`: no more than that many times the baseline; `more`: no more than that above
 *   it, sample by sample
 * @typedef {object} Row
 * @property {string} row what was measured
 * @property {string} unit of all figures
 * @property {number[]} ours samples
 * @property {string} [baselineIs] what ours is compared with
 * @property {number[]} [baseline] samples of the same run; for a limit `more` each is the other half of a pair
 * @property {Limit} budget
 * @property {Limit} [goal]
 */

/** The value that a share of the samples does not exceed. */
export function quantile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(samples) {
  return quantile(samples, 0.5)
}

/** Rows of several runs, the samples of the same row together. */
export function joinRows(rows) {
  const joined = new Map()
  for (const row of rows) {
    const known = joined.get(row.row)
    if (known === undefined) joined.set(row.row, { ...row, ours: [...row.ours], baseline: [...(row.baseline ?? [])] })
    else {
      known.ours.push(...row.ours)
      known.baseline.push(...(row.baseline ?? []))
    }
  }
  return [...joined.values()]
}

/**
 * Median and p90 of a row and of its baseline, and whether the medians keep the budget and reach the goal.
 *
 * @param {Row} row
 */
export function summarise({ row, unit, ours, baselineIs, baseline = [], budget, goal }) {
  const figures = { median: median(ours), p90: quantile(ours, 0.9) }
  const compared = baseline.length > 0 ? compare(ours, baseline) : undefined
  return {
    row,
    unit,
    ...figures,
    baselineIs,
    ...compared,
    budget,
    goal,
    keepsBudget: keeps(budget, figures.median, compared),
    reachesGoal: goal && keeps(goal, figures.median, compared),
  }
}

function compare(ours, baseline) {
  const base = { median: median(baseline), p90: quantile(baseline, 0.9) }
  const above = median(ours.map((sample, index) => sample - baseline[index]))
  return { baseline: base, ratio: median(ours) / base.median, above }
}

function keeps({ most, ratio, more }, value, compared) {
  if (most !== undefined) return value <= most
  return ratio === undefined ? compared.above <= more : compared.ratio <= ratio
}

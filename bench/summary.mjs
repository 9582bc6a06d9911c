/**
 * @typedef {{ most?: number, ratio?: number, more?: number }} Limit
 *   `most`: no more than that; `ratio`: no more than that many times the baseline; `more`: no more than that above it
 * @typedef {object} Row
 * @property {string} row what was measured
 * @property {string} unit of all figures
 * @property {number[]} ours samples
 * @property {string} [baselineIs] what ours is compared with
 * @property {number[]} [baseline] samples of the same run
 * @property {Limit} budget
 * @property {Limit} [goal]
 */

/** The value that a share of the samples does not exceed. */
export function quantile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
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
  const figures = { median: quantile(ours, 0.5), p90: quantile(ours, 0.9) }
  const base = { median: quantile(baseline, 0.5), p90: quantile(baseline, 0.9) }
  const hasBaseline = baseline.length > 0
  return {
    row,
    unit,
    ...figures,
    baselineIs: hasBaseline ? baselineIs : undefined,
    baseline: hasBaseline ? base : undefined,
    ratio: hasBaseline ? figures.median / base.median : undefined,
    budget,
    goal,
    keepsBudget: keeps(budget, figures.median, base.median),
    reachesGoal: goal === undefined ? undefined : keeps(goal, figures.median, base.median),
  }
}

function keeps(limit, value, base) {
  const { most = Number.POSITIVE_INFINITY, ratio = Number.POSITIVE_INFINITY, more = Number.POSITIVE_INFINITY } = limit
  return (
    value <= most &&
    (ratio === Number.POSITIVE_INFINITY || value <= ratio * base) &&
    (more === Number.POSITIVE_INFINITY || value - base <= more)
  )
}

/** The summaries as a table. */
export function formatTable(summaries) {
  const lines = summaries.map(({ row, unit, median, p90, baseline, ratio, budget, goal, keepsBudget, reachesGoal }) => [
    keepsBudget ? 'PASS' : 'FAIL',
    row,
    `${short(median)} ${unit}`,
    short(p90),
    baseline === undefined ? '-' : short(baseline.median),
    baseline === undefined ? '-' : short(baseline.p90),
    ratio === undefined ? '-' : formatRatio(ratio),
    formatLimit(budget),
    goal === undefined ? '-' : `${formatLimit(goal)}${reachesGoal ? ' reached' : ''}`,
  ])
  const head = ['', 'row', 'median', 'p90', 'baseline', 'p90', 'ratio', 'budget', 'goal']
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)))
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function short(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function formatRatio(ratio) {
  return ratio < 0.1 ? `1/${(1 / ratio).toFixed(0)}` : ratio.toFixed(2)
}

function formatLimit({ most, ratio, more }) {
  if (most !== undefined) return `${most}`
  return ratio !== undefined ? `${formatRatio(ratio)} x` : `+ ${more}`
}

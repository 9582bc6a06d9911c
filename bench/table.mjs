import { alignColumns } from './columns.mjs'

/** The summaries (summary.mjs) as a table. */
export function formatTable(summaries) {
  const lines = summaries.map(formatLine)
  const head = ['', 'row', 'median', 'p90', 'baseline', 'p90', 'against it', 'budget', 'goal', 'baseline is']
  return alignColumns([head, ...lines])
}

function formatLine(summary) {
  const { row, unit, median, p90, baselineIs, baseline, ratio, above, budget, goal, keepsBudget, reachesGoal } = summary
  return [
    keepsBudget ? 'PASS' : 'FAIL',
    row,
    `${short(median)} ${unit}`,
    short(p90),
    baseline === undefined ? '-' : short(baseline.median),
    baseline === undefined ? '-' : short(baseline.p90),
    formatComparison(budget, ratio, above),
    formatLimit(budget),
    goal === undefined ? '-' : `${formatLimit(goal)}${reachesGoal ? ' reached' : ''}`,
    baselineIs ?? '',
  ]
}

function formatComparison(budget, ratio, above) {
  if (ratio === undefined) return '-'
  return budget.more === undefined ? formatRatio(ratio) : formatDifference(above)
}

function formatLimit({ most, ratio, more }) {
  if (most !== undefined) return `${most}`
  return ratio === undefined ? formatDifference(more) : formatRatio(ratio)
}

function formatRatio(ratio) {
  return ratio < 0.1 ? `1/${(1 / ratio).toFixed(0)} x` : `${ratio.toFixed(2)} x`
}

function formatDifference(value) {
  return `${value < 0 ? '-' : '+'} ${short(Math.abs(value))}`
}

/** Three digits, or all before the point. */
export function short(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

import { alignColumns } from '../columns.mjs'
import { short } from '../table.mjs'

/**
 * What judgeGrowth tells of all series as tables, one for each axis; below them the sizes that were cut.
 *
 * @param {readonly ReturnType<typeof import('./growth.mjs').judgeGrowth>[]} judged
 */
export function formatGrowth(judged) {
  const axes = new Set(judged.map(({ axis }) => axis))
  const tables = [...axes].map((axis) => formatAxis(judged.filter((series) => series.axis === axis)))
  const cuts = judged.flatMap(({ growth, cut }) =>
    cut.map(({ size, why }) => `cut: ${growth}, ${spaced(size)}: ${why}`),
  )
  return [...tables, ...(cuts.length > 0 ? [cuts.join('\n')] : [])].join('\n\n')
}

function formatAxis(judged) {
  const [{ axis }] = judged
  const sizes = judged.flatMap(({ costs, cut }) => [...costs, ...cut].map(({ size }) => size))
  const columns = [...new Set(sizes)].sort((a, b) => a - b)
  const head = ['', `growth with ${axis}`, 'unit', ...columns.map(spaced), 'grows by', 'at most']
  return alignColumns([head, ...judged.flatMap((series) => formatSeries(series, columns))])
}

/** One line, and one more for the baseline. */
function formatSeries({ growth, unit, most, baselineIs, costs, grows, keepsBudget }, columns) {
  const cells = (figure) => columns.map((size) => formatCost(costs.find((point) => point.size === size)?.[figure]))
  const limits = [`${grows.toFixed(2)} x`, `${most.toFixed(2)} x`]
  const line = [keepsBudget ? 'PASS' : 'FAIL', growth, unit, ...cells('cost'), ...limits]
  return baselineIs === undefined ? [line] : [line, ['', `  beside ${baselineIs}`, unit, ...cells('baseline')]]
}

function formatCost(cost) {
  return cost === undefined ? '-' : short(cost)
}

function spaced(size) {
  return String(size).replace(/\B(?=(\d{3})+$)/g, ' ')
}

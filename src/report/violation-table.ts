import { pageOf } from '../errors/page.js'
import type { Violation, ViolationRule } from '../host/contract.js'
import { count } from './print-value.js'
import { type Column, formatTable, type TableRow } from './table.js'

const columns: readonly Column[] = [{ title: '  #', align: 'right' }, { title: 'rule' }, { title: 'slot' }]
const below = ' '.repeat(7)

/**
 * The first violations as a small table: number of the call, rule and slot, what happened, and at the first of each
 * rule the way out and its page.
 */
export function formatViolations(violations: readonly Violation[], limit = 10): string {
  const shown = violations.slice(0, limit)
  const told = new Set<ViolationRule>()
  const rows = shown.flatMap((violation) => {
    const isFirst = !told.has(violation.rule)
    told.add(violation.rule)
    return formatViolation(violation, isFirst)
  })
  const rest = violations.length - shown.length
  return formatTable(columns, rest > 0 ? [...rows, `  … ${count(rest, 'more violation')}`] : rows)
}

function formatViolation(violation: Violation, isFirst: boolean): (TableRow | string)[] {
  const { rule, seq, slot = '–', message } = violation
  const row: TableRow = [seq === undefined ? '–' : String(seq), rule, slot]
  const lines = isFirst ? [message, ...describeWayOut(violation)] : [message]
  return [row, ...lines.flatMap((text) => text.split('\n')).map((line) => `${below}${line}`)]
}

function describeWayOut({ rule, fix, allowed }: Violation): readonly string[] {
  if (allowed !== undefined) return [`allowed: ${allowed}`]
  return [`to fix: ${fix}`, `more: ${pageOf('violations', rule)}`]
}

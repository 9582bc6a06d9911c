import type { RecordedCall } from '../host/contract.js'
import { describeOutcome, nameFrame, nameThread } from './describe-call.js'
import { count } from './print-value.js'
import { type Column, formatTable, type TableRow } from './table.js'

/** What `formatCallTable` shows. */
export interface CallTableOptions {
  /** How many of the latest calls to show (20). */
  readonly limit?: number
  /** Marks calls with `>`; the first three stay in sight even when they are older than the rest. */
  readonly highlight?: (call: RecordedCall) => boolean
}

const columns: readonly Column[] = [
  { title: '  #', align: 'right' },
  { title: 'thread', widest: 28 },
  { title: 'frame', widest: 17 },
  { title: 'slot', widest: 19 },
  { title: 'arguments' },
]

/**
 * The latest calls as a small table, for the end of a failure message.
 *
 * @example
 * console.log(formatCallTable(host.calls.entries))
 * //     #  thread          frame   slot        arguments
 * //     1  install 1       init    config_get  "token" → NULL
 * //     2  background 7    –       log         info, "ready"
 */
export function formatCallTable(calls: readonly RecordedCall[], options: CallTableOptions = {}): string {
  if (calls.length === 0) return '  no call reached the host'
  const { limit = 20, highlight = () => false } = options
  const latest = Math.max(calls.length - limit, 0)
  const shown = [...findFirst(calls.slice(0, latest), highlight, 3), ...calls.slice(latest).map((_, at) => latest + at)]
  const rows: (TableRow | string)[] = []
  let next = 0
  for (const at of shown) {
    const call = calls[at]
    if (call === undefined) continue
    if (at > next) rows.push(`  … ${count(at - next, next === 0 ? 'earlier call' : 'call')}`)
    rows.push(formatCall(call, highlight(call)))
    next = at + 1
  }
  return formatTable(columns, rows)
}

function findFirst(calls: readonly RecordedCall[], holds: (call: RecordedCall) => boolean, most: number): number[] {
  const found: number[] = []
  for (const [at, call] of calls.entries()) {
    if (found.length === most) break
    if (holds(call)) found.push(at)
  }
  return found
}

function formatCall(call: RecordedCall, isHighlighted: boolean): TableRow {
  const thread = `${call.role} ${nameThread(call.thread)}`
  const number = `${isHighlighted ? '> ' : ''}${call.seq}`
  return [number, thread, nameFrame(call.frame), call.slot, (room) => describeOutcome(call, room)]
}

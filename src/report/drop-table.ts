import type { DroppedCall } from '../host/contract.js'
import { describeArguments, nameThread } from './describe-call.js'
import { count, listWords } from './print-value.js'
import { type Column, formatTable, type TableRow } from './table.js'

const columns: readonly Column[] = [
  { title: 'thread', widest: 24 },
  { title: 'slot', widest: 19 },
  { title: 'arguments', widest: 30 },
  { title: 'why' },
]

/** The first calls of a drop ledger as a small table, each with the reason why it belonged to no host. */
export function formatDrops(drops: readonly DroppedCall[], limit = 10): string {
  const rows = drops.slice(0, limit).map(formatDrop)
  const rest = drops.length - rows.length
  return formatTable(columns, rest > 0 ? [...rows, `  … ${count(rest, 'more drop')}`] : rows)
}

function formatDrop(drop: DroppedCall): TableRow {
  return [nameThread(drop.thread), drop.slot, describeArguments(drop, 30), describeReason(drop)]
}

function describeReason({ reason, competing, through }: DroppedCall): string {
  switch (reason) {
    case 'ambiguous':
      return `ambiguous: hosts ${listWords(competing.map(String))} were installed`
    case 'late':
      return through === 0 ? 'late: its host had ended' : `late: host ${through} had ended`
  }
}

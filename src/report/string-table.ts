import type { BadFree, HandedString, Site } from '../host/contract.js'
import { nameFrame, nameThread } from './describe-call.js'
import { count } from './print-value.js'
import { quote } from './quote.js'
import { type Column, formatTable, type TableRow } from './table.js'

const stringColumns: readonly Column[] = [
  { title: 'slot', widest: 19 },
  { title: 'bytes', align: 'right' },
  { title: 'thread', widest: 24 },
  { title: 'frame', widest: 17 },
  { title: 'text' },
]

/** Strings that have not come back as a small table: which slot handed them out, to whom, and where. */
export function formatStrings(strings: readonly HandedString[], limit = 10): string {
  const rows = strings.slice(0, limit).map(({ slot, size, thread, frame, text }): TableRow => {
    return [slot, size.toLocaleString('en-US'), nameThread(thread), nameFrame(frame), (room) => quote(text, room - 2)]
  })
  return formatTable(stringColumns, withRest(rows, strings.length - rows.length, 'more string'))
}

const badFreeColumns: readonly Column[] = [
  { title: 'address' },
  { title: 'thread', widest: 24 },
  { title: 'frame', widest: 17 },
  { title: 'what it was' },
]

/** Refused frees as a small table. */
export function formatBadFrees(badFrees: readonly BadFree[], limit = 10): string {
  const shown = badFrees.slice(0, limit)
  const rows = shown.flatMap((badFree): (TableRow | string)[] => {
    const { pointer, thread, frame } = badFree
    const row: TableRow = [`0x${pointer.toString(16)}`, nameThread(thread), nameFrame(frame), describeOrigin(badFree)]
    return [row, ...describeSites(badFree)]
  })
  return formatTable(badFreeColumns, withRest(rows, badFrees.length - shown.length, 'more free'))
}

function describeSites({ string }: BadFree): string[] {
  if (string === undefined) return []
  const { handedOut, freed } = string
  return [`    handed out ${describeSite(handedOut)}, freed first ${describeSite(freed)}`]
}

function describeSite({ thread, frame }: Site): string {
  return `on thread ${nameThread(thread)}${frame === null ? '' : ` in ${nameFrame(frame)}`}`
}

function describeOrigin({ reason, string }: BadFree): string {
  if (reason === 'foreign') return 'never handed out by a host'
  return string === undefined ? 'freed before' : `freed before: ${quote(string.text, 30)} of ${string.slot}`
}

function withRest(rows: readonly (TableRow | string)[], rest: number, noun: string): (TableRow | string)[] {
  return rest > 0 ? [...rows, `  … ${count(rest, noun)}`] : [...rows]
}

import { shorten } from './print-value.js'

/** Widest line of a table, in columns. */
export const tableWidth = 110

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Longer texts lose their middle. The last column gets the room that is left. */
  readonly widest?: number
}

/** The cells of a row; the last may be made to fit the room that is left for it. */
export type TableRow = readonly [...cells: string[], last: string | ((room: number) => string)]

const indent = '  '
const gap = '  '

/** Lines of aligned columns under their titles, each two spaces in. A row that is one text stands as it is. */
export function formatTable(columns: readonly Column[], rows: readonly (TableRow | string)[]): string {
  const titles = columns.map((column) => column.title)
  const aligned = columns.slice(0, -1)
  const cells = [titles, ...rows.filter((row) => typeof row !== 'string')]
  const widths = aligned.map(({ widest = tableWidth }, at) => Math.min(widest, findWidest(cells, at)))
  const taken = widths.reduce((sum, width) => sum + width + gap.length, indent.length)
  const room = Math.max(tableWidth - taken, 20)

  const formatRow = (row: readonly TableRow[number][]): string => {
    const fronts = aligned.map((column, at) => alignCell(textOf(row[at]), column, widths[at] ?? 0))
    const last = row.at(-1) ?? ''
    const text = typeof last === 'string' ? shorten(last, room) : last(room)
    return `${indent}${[...fronts, text].join(gap)}`.trimEnd()
  }
  return [formatRow(titles), ...rows.map((row) => (typeof row === 'string' ? row : formatRow(row)))].join('\n')
}

function findWidest(rows: readonly (readonly TableRow[number][])[], at: number): number {
  return rows.reduce((widest, row) => Math.max(widest, textOf(row[at]).length), 0)
}

function textOf(cell: TableRow[number] | undefined): string {
  return typeof cell === 'string' ? cell : ''
}

function alignCell(cell: string, { align }: Column, width: number): string {
  const text = shorten(cell, width)
  return align === 'right' ? text.padStart(width) : text.padEnd(width)
}

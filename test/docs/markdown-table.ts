/** A table in Markdown, as the formatter aligns it. */
export function printTable(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const print = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [print(titles), print(widths.map((width) => '-'.repeat(width))), ...rows.map(print)]
}

/** A line of a page that stands for any number of lines. */
const gap = '…'

/**
 * The first lines of a page's output that a command did not print, or `undefined`. Times, versions, addresses and blank lines
 * do not count; a line of `…` stands for any others, and so do the beginning and the end.
 */
export function findMissing(printed: string, came: string): string | undefined {
  const lines = normalise(came)
  let from = 0
  for (const part of splitAtGaps(normalise(printed))) {
    const at = lines.findIndex((_, place) => place >= from && part.every((line, n) => lines[place + n] === line))
    if (at < 0) return part.join('\n')
    from = at + part.length
  }
  return undefined
}

function splitAtGaps(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]]
  for (const line of lines) {
    if (line.trim() === gap) parts.push([])
    else parts.at(-1)?.push(line)
  }
  return parts.filter((part) => part.length > 0)
}

function normalise(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/\s+[\d.]+ ?m?s\b/g, '')
        .replace(/\bv?\d+\.\d+\.\d+\b/g, '<version>')
        .replace(/\b0x[0-9a-f]+\b/g, '<address>')
        .trimEnd(),
    )
    .filter((line) => line !== '')
}

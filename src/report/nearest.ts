import { count, listWords } from './print-value.js'
import { quote } from './quote.js'

/** A text that was there instead of the wanted one; upper and lower case do not count into the distance. */
export interface NearText {
  readonly text: string
  readonly distance: number
}

const mostCandidates = 500
const longestCompared = 80

/** The candidates in order of their edit distance from `wanted`, each text once. */
export function findNearest(wanted: string, candidates: Iterable<string>, most = 3): NearText[] {
  const distinct = [...new Set(candidates)].slice(-mostCandidates)
  const near = distinct.map((text) => ({ text, distance: measureDistance(wanted, text) }))
  return near.sort((one, other) => one.distance - other.distance).slice(0, most)
}

/**
 * The nearest candidates as part of a sentence; of those far away it only says that they were there.
 *
 * @example
 * describeNearest('api_key', ['region', 'apiKey'])
 * // '"apiKey" (1 letter away) and "region"'
 */
export function describeNearest(wanted: string, candidates: Iterable<string>, most = 3): string {
  const all = new Set(candidates)
  const near = findNearest(wanted, all, most)
  const rest = all.size - near.length
  const words = near.map((one) => `${quote(one.text)}${describeDistance(wanted, one)}`)
  return listWords(rest > 0 ? [...words, `${rest.toLocaleString('en-US')} more`] : words)
}

/** Whether a text is so near that one was probably written for the other. */
export function isNear(wanted: string, { distance }: NearText): boolean {
  return distance <= Math.max(1, Math.floor(wanted.length / 3))
}

/** The way out for a name that is none of the known ones. */
export function suggestName(name: string, known: readonly string[], otherwise: string): string {
  const near = findNearest(name, known, 1).find((one) => isNear(name, one))
  return near === undefined ? otherwise : `did you mean "${near.text}"?`
}

function describeDistance(wanted: string, near: NearText): string {
  const isComparedWhole = Math.max(wanted.length, near.text.length) <= longestCompared
  if (!isComparedWhole || !isNear(wanted, near) || near.text === wanted) return ''
  return near.distance === 0 ? ' (upper and lower case differ)' : ` (${count(near.distance, 'letter')} away)`
}

/** Optimal string alignment: insertions, deletions, replacements, swapped neighbours. */
function measureDistance(one: string, other: string): number {
  const from = Array.from(one.slice(0, longestCompared).toLowerCase())
  const to = Array.from(other.slice(0, longestCompared).toLowerCase())
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [row, letter] of from.entries()) {
    const current = [row + 1]
    for (const [column, wanted] of to.entries()) {
      const replaced = at(last, column) + (letter === wanted ? 0 : 1)
      const swapped = letter === to[column - 1] && from[row - 1] === wanted ? at(beforeLast, column - 1) + 1 : replaced
      current.push(Math.min(at(last, column + 1) + 1, at(current, column) + 1, replaced, swapped))
    }
    beforeLast = last
    last = current
  }
  return at(last, to.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

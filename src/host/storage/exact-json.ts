/**
 * Reads JSON without rounding integers: those that a number cannot hold exactly become bigints.
 *
 * @example
 * parseExactJSON('[1, 9007199254740993]') // [1, 9007199254740993n]
 */
export function parseExactJSON(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Fewer digits than that are always exact.
  return /\d{16}/.test(text) ? unmark(JSON.parse(text.replace(stringOrNumber, mark))) : value
}

/** JSON as the app writes it, of a value that `parseExactJSON` has read: compact, keys sorted (fact sheet, section 0.3). */
export function printExactJSON(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(printExactJSON).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${printExactJSON(member)}`).join(',')}}`
}

/** In valid JSON, digits outside of strings are those of numbers. */
const stringOrNumber = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d[\d.eE+-]*/g

/** Makes a string of every number, and tells the two apart by their first letter. */
function mark(found: string): string {
  return found.startsWith('"') ? `"s${found.slice(1)}` : `"n${found}"`
}

function unmark(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('n') ? toNumber(value.slice(1)) : value.slice(1)
  if (Array.isArray(value)) return value.map(unmark)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.slice(1), unmark(member)]))
}

function toNumber(text: string): number | bigint {
  const number = Number(text)
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number
}

import { isSecretName } from './secret-name.js'

/** Levels of lists and objects in each other, those of JSON in the texts of JSON included. */
const deepest = 500

/** Where in JSON something stands. */
interface JSONPlace {
  /** Whether a name above it tells of a secret. */
  readonly isSecret: boolean
  /** Levels above it. */
  readonly depth: number
}

/** What becomes of JSON, and what is a secret in it. */
export interface JSONVisitor {
  isSecret(name: string): boolean
  /** Called with each text. */
  text(value: string, place: JSONPlace): string
  number(value: number, place: JSONPlace): number | string
  key(key: string): string
}

/** Of objects and lists only: other JSON is read as text, and so is what is nested too deeply to be walked. */
export function parseJSON(text: string, depth: number): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    const parsed: object = JSON.parse(text)
    return isDeeper(parsed, deepest - depth) ? undefined : parsed
  } catch {
    return undefined
  }
}

/** The value with what the visitor makes of its texts, numbers and keys. */
export function walkJSON(value: unknown, visitor: JSONVisitor, place: JSONPlace): unknown {
  if (typeof value === 'string') return visitor.text(value, place)
  if (typeof value === 'number') return visitor.number(value, place)
  if (typeof value !== 'object' || value === null) return value
  const inside = { ...place, depth: place.depth + 1 }
  return Array.isArray(value) ? walkList(value, visitor, inside) : walkRecord(value, visitor, inside)
}

/** `['Authorization', '…']` is a name with its value. */
function walkList(list: readonly unknown[], visitor: JSONVisitor, { isSecret, depth }: JSONPlace): unknown {
  const [first] = list
  const isPair = list.length === 2 && typeof first === 'string' && isSecretName(first)
  return list.map((item, at) => walkJSON(item, visitor, { isSecret: isSecret || (isPair && at === 1), depth }))
}

/** So is `{ name: 'Authorization', value: '…' }`. */
function walkRecord(record: object, visitor: JSONVisitor, { isSecret, depth }: JSONPlace): unknown {
  const { name, key: label, columns } = record as Readonly<Record<string, unknown>>
  const told = name ?? label
  const isLabelled = typeof told === 'string' && isSecretName(told)
  const keys = new Set<string>()
  return Object.fromEntries(
    Object.entries(record).map(([key, item]) => {
      const isNamed = visitor.isSecret(key) || (isLabelled && key === 'value')
      const place = { isSecret: isSecret || isNamed, depth }
      const isTable = key === 'rows' && Array.isArray(item) && Array.isArray(columns)
      const shown = isTable ? walkRows(item, columns, visitor, place) : walkJSON(item, visitor, place)
      return [take(visitor.key(key), keys), shown]
    }),
  )
}

/** As `db_query` answers them: the columns name the values of each row. */
function walkRows(
  rows: readonly unknown[],
  columns: readonly unknown[],
  visitor: JSONVisitor,
  { isSecret, depth }: JSONPlace,
): unknown {
  return rows.map((row) => {
    if (!Array.isArray(row)) return walkJSON(row, visitor, { isSecret, depth: depth + 1 })
    return row.map((cell, at) => {
      const isNamed = visitor.isSecret(String(columns[at]))
      return walkJSON(cell, visitor, { isSecret: isSecret || isNamed, depth: depth + 2 })
    })
  })
}

/** Keys that have become the same are numbered, or one value would stand for all. */
function take(key: string, taken: Set<string>): string {
  let own = key
  for (let number = 2; taken.has(own); number++) own = `${key} ${number}`
  taken.add(own)
  return own
}

/** Level by level: what calls itself for each would overflow the stack. */
function isDeeper(value: object, levels: number): boolean {
  let level: object[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === levels) return true
    level = level.flatMap((parent) =>
      Object.values(parent).filter((child) => typeof child === 'object' && child !== null),
    )
  }
  return false
}

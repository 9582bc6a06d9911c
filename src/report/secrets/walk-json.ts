import { isSecretName } from './secret-name.js'

/** What becomes of JSON, and what is a secret in it. */
export interface JSONVisitor {
  isSecret(name: string): boolean
  /** Called with each text; `isSecret`: a name above it says so. */
  text(value: string, isSecret: boolean): string
}

/** Of objects and lists only: other JSON is read as text. */
export function parseJSON(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The value with what the visitor makes of its texts. */
export function walkJSON(value: unknown, visitor: JSONVisitor, isSecret = false): unknown {
  if (typeof value === 'string') return visitor.text(value, isSecret)
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? walkList(value, visitor, isSecret) : walkRecord(value, visitor, isSecret)
}

/** `['Authorization', '…']` is a name with its value. */
function walkList(list: readonly unknown[], visitor: JSONVisitor, isSecret: boolean): unknown {
  const [first] = list
  const isPair = list.length === 2 && typeof first === 'string' && isSecretName(first)
  return list.map((item, at) => walkJSON(item, visitor, isSecret || (isPair && at === 1)))
}

/** So is `{ name: 'Authorization', value: '…' }`. */
function walkRecord(record: object, visitor: JSONVisitor, isSecret: boolean): unknown {
  const { name, key: label } = record as { readonly name?: unknown; readonly key?: unknown }
  const told = name ?? label
  const isLabelled = typeof told === 'string' && isSecretName(told)
  return Object.fromEntries(
    Object.entries(record).map(([key, item]) => {
      const isNamed = visitor.isSecret(key) || (isLabelled && key === 'value')
      return [key, walkJSON(item, visitor, isSecret || isNamed)]
    }),
  )
}

import { types } from 'node:util'
import { quote } from './quote.js'

const deepest = 6

/** A value on one line of at most about `width` columns: text in quotes, objects as in source code, asymmetric matchers by name. */
export function printValue(value: unknown, width = 60): string {
  return typeof value === 'string' ? quote(value, width) : shorten(print(value, 0, width), width)
}

/** Leaves out the middle of a line that is too long. */
export function shorten(line: string, width: number): string {
  if (line.length <= width) return line
  const head = line.slice(0, Math.ceil((width - 1) / 2))
  const tail = line.slice(line.length - Math.floor((width - 1) / 2))
  // A character of two units is kept whole or left out.
  return `${head.replace(/[\ud800-\udbff]$/, '')}…${tail.replace(/^[\udc00-\udfff]/, '')}`
}

/** Joins words as in a sentence: `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}

/** Words in lines of so many, for long lists. */
export function wrapWords(words: readonly string[], wordsALine: number): string {
  const lines: string[] = []
  for (let start = 0; start < words.length; start += wordsALine) {
    lines.push(words.slice(start, start + wordsALine).join(', '))
  }
  return lines.join(',\n')
}

/** A number and its noun: `1 call`, `1,200 calls`. */
export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`
}

function print(value: unknown, depth: number, width: number): string {
  if (typeof value === 'string') return quote(value, width)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `function ${value.name}`
  if (typeof value !== 'object' || value === null) return String(value)
  if (types.isRegExp(value)) return String(value)
  if (isAsymmetric(value)) return printAsymmetric(value, depth, width)
  return printObject(value, depth, width)
}

function printObject(value: object, depth: number, width: number): string {
  if (types.isPromise(value)) return 'a Promise'
  if (types.isNativeError(value)) return `${value.name}: ${value.message.split('\n', 1)[0]}`
  if (depth >= deepest) return '…'
  if (Array.isArray(value)) return `[${value.map((item) => print(item, depth + 1, width)).join(', ')}]`
  const rows = Object.entries(value).map(([key, item]) => `${printKey(key)}: ${print(item, depth + 1, width)}`)
  return rows.length === 0 ? '{}' : `{ ${rows.join(', ')} }`
}

function printKey(key: string): string {
  return /^[\w$]+$/.test(key) ? key : quote(key)
}

interface Asymmetric {
  asymmetricMatch(value: unknown): boolean
  toAsymmetricMatcher?(): string
  toString(): string
  readonly sample?: unknown
}

function isAsymmetric(value: object): value is Asymmetric {
  return 'asymmetricMatch' in value && typeof value.asymmetricMatch === 'function'
}

/** As the runners print them: `StringContaining "x"`. */
function printAsymmetric(value: Asymmetric, depth: number, width: number): string {
  if (typeof value.toAsymmetricMatcher === 'function') return value.toAsymmetricMatcher()
  return `${value.toString()} ${print(value.sample, depth + 1, width)}`
}

import { closingQuote, type Quote, quotedAt, readQuote, withoutEscapes } from './quoted.js'
import { hidden } from './secret-name.js'

/** Between name and value of `name=value` and `"name": "value"`, in text that is no JSON. Looked for first: it is rare. */
const assignment = /[=:]{1,3}>?\s{0,4}/g
const nameBefore = /(\\*["'`])?([\w.-]{2,64})(\\*["'`]?)\s{0,4}$/
const longestName = 80
const bareAt = /\\*[^\s"'\\&,;<>{}[\]()]+/y
/** Stands in SQL for a value. */
const placeholder = /^\?\d*$/
/** What stands before the secret in an `Authorization` header. */
const schemes = 'Bearer|Basic|Bot|Token|Digest|ApiKey|Negotiate|AWS4-HMAC-SHA256'
const schemeFirst = new RegExp(`^(?:${schemes})\\s+`, 'i')
const schemeAt = new RegExp(`(?:${schemes})[^\\S\\r\\n]+(?=\\S)`, 'iy')
/** Headers that are lists of parameters, with blanks, commas and quotes in them: they are hidden to the end of the line. */
const listName = /cookie$/i
const listScheme = /^(?:Digest|AWS4)/i
const parameterAt = /[^\s"'\\=;,]{1,256}=/y
const lineAt = /(?:(?!\\[rn])[^\r\n])*/y
/** Where no name stands before: the other schemes are words of prose, too. */
const bearer = /\b(Bearer|Basic)(\s+)([\w.~+/=-]{4,})/gi
/** `https://user:password@host` and `https://token@host`. */
const userInfo = /(:\/\/(?:[^\s/:@"'?#]*:)?)([^\s/"'?#]+)@/g

/** How prose is read for secrets. */
export interface ProseReader {
  isSecret(name: string): boolean
  /** Called with each value that shall be looked for in other places. */
  learn(value: string): void
}

interface Name {
  readonly name: string
  /** Before a header that is quoted as a whole: `'Cookie: a=b'`. */
  readonly quote: string
}

/** Where a value stands in a text. */
interface Value {
  readonly start: number
  readonly end: number
  readonly quote?: Quote
}

/** The text without the values that it names itself. */
export function hideNamed(text: string, reader: ProseReader): string {
  return hideAssigned(text, reader)
    .replace(bearer, (_, word, gap, value) => {
      learnBare(value, reader)
      return `${word}${gap}${hidden}`
    })
    .replace(userInfo, (_, before, value) => {
      learnBare(value, reader)
      return `${before}${hidden}@`
    })
}

/** Without the word before it that an `Authorization` header has. */
export function withoutScheme(value: string): string {
  return value.replace(schemeFirst, '').trim()
}

/** What has no quotes may be a word, and a word that is hidden everywhere tears what is no secret. */
export function isNoWord(value: string): boolean {
  return value.length >= 8 && (/\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value.slice(1))))
}

function hideAssigned(text: string, reader: ProseReader): string {
  let redacted = ''
  let end = 0
  for (const { 0: between, index } of text.matchAll(assignment)) {
    const name = index < end ? undefined : readName(text.slice(Math.max(end, index - longestName), index))
    if (name === undefined || !reader.isSecret(name.name)) continue
    const found = valueAt(text, index + between.length, name)
    const value = text.slice(found.start, found.end)
    if (value.trim() === '' || placeholder.test(value)) continue
    if (found.quote === undefined) learnBare(value, reader)
    else reader.learn(withoutEscapes(value, found.quote))
    redacted += `${text.slice(end, found.start)}${hidden}`
    end = found.end
  }
  return redacted + text.slice(end)
}

function learnBare(value: string, { learn }: ProseReader): void {
  if (isNoWord(value)) learn(value)
}

function readName(before: string): Name | undefined {
  const [, quote = '', name = '', closing = ''] = nameBefore.exec(before) ?? []
  return name === '' ? undefined : { name, quote: closing === '' ? quote : '' }
}

function valueAt(text: string, from: number, { name, quote }: Name): Value {
  const quoted = quotedAt(text, from)
  if (quoted !== undefined) return { ...quoted, start: quoted.start + matchAt(schemeAt, text, quoted.start).length }
  const scheme = matchAt(schemeAt, text, from)
  const start = from + scheme.length
  const isList = (listName.test(name) || listScheme.test(scheme)) && matchAt(parameterAt, text, start) !== ''
  if (isList) return { start, end: endOfList(text, start, quote) }
  return quotedAt(text, start) ?? { start, end: start + matchAt(bareAt, text, start).length }
}

/** That of the quotes that the header is in, or that of the line. */
function endOfList(text: string, start: number, quote: string): number {
  const closing = quote === '' ? undefined : closingQuote(text, start, readQuote(quote))
  return start + matchAt(lineAt, text.slice(start, closing), 0).length
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

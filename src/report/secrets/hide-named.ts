import { hidden } from './secret-name.js'

/** Between name and value of `name=value` and `"name": "value"`, in text that is no JSON. Looked for first: it is rare. */
const assignment = /[=:]\s{0,4}\\*["']?/g
const nameBefore = /["']?([\w.-]{2,64})\\*["']?\s{0,4}$/
const longestName = 80
const assigned = /((?:Bearer|Basic|Bot)\s+)?([^\s"'\\&,;<>{}[\]()]+)/iy
/** What goes into an `Authorization` header. */
const scheme = /^(?:Bearer|Basic|Bot|Token|Digest)\s+/i
const bearer = /\b(Bearer|Basic)(\s+)([\w.~+/=-]{4,})/gi
/** `https://user:password@host`. */
const userInfo = /\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:)([^\s/@"']+)(@)/gi

/** How prose is read for secrets. */
export interface ProseReader {
  isSecret(name: string): boolean
  /** Called with each value that was found. */
  learn(value: string): void
}

/** The text without the values that it names itself. */
export function hideNamed(text: string, reader: ProseReader): string {
  return hideAssigned(text, reader)
    .replace(bearer, (_, word, gap, value) => {
      reader.learn(value)
      return `${word}${gap}${hidden}`
    })
    .replace(userInfo, (_, before, value, after) => {
      reader.learn(value)
      return `${before}${hidden}${after}`
    })
}

/** Without the word before it that an `Authorization` header has. */
export function withoutScheme(value: string): string {
  return value.replace(scheme, '').trim()
}

function hideAssigned(text: string, { isSecret, learn }: ProseReader): string {
  let redacted = ''
  let end = 0
  for (const { 0: between, index } of text.matchAll(assignment)) {
    const from = index + between.length
    const [, name = ''] = nameBefore.exec(text.slice(Math.max(end, index - longestName), index)) ?? []
    if (name === '' || !isSecret(name)) continue
    assigned.lastIndex = from
    const [all = '', word = '', value = hidden] = assigned.exec(text) ?? []
    if (value.startsWith(hidden)) continue
    learn(value)
    redacted += `${text.slice(end, from)}${word}${hidden}`
    end = from + all.length
  }
  return redacted + text.slice(end)
}

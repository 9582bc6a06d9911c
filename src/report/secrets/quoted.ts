const quoteAt = /(\\*)(["'`])/y
const lineAt = /[^\r\n]*/y

/** Quotes of JSON in a text have backslashes before them: one, three, seven and so on. */
export interface Quote {
  readonly mark: string
  readonly slashes: number
}

/** Where a text in quotes stands; one that no quote ends goes to the end of its line. */
interface Quoted {
  readonly quote: Quote
  readonly start: number
  readonly end: number
}

/** The text whose quote opens at that place. */
export function quotedAt(text: string, from: number): Quoted | undefined {
  quoteAt.lastIndex = from
  const [opening] = quoteAt.exec(text) ?? []
  if (opening === undefined) return undefined
  const quote = readQuote(opening)
  const start = from + opening.length
  return { quote, start, end: closingQuote(text, start, quote) ?? endOfLine(text, start) }
}

/** A quote with its backslashes. */
export function readQuote(opening: string): Quote {
  return { mark: opening.slice(-1), slashes: opening.length - 1 }
}

/** Where the text ends that such a quote has opened: quotes in it have more backslashes, and those of SQL stand twice. */
export function closingQuote(text: string, from: number, { mark, slashes }: Quote): number | undefined {
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    const more = slashesBefore(text, at, from) - slashes
    if (more < 0 || more % (2 * (slashes + 1)) !== 0) continue
    if (mark === "'" && slashes === 0 && text[at + 1] === mark) at++
    else return at - slashes
  }
  return undefined
}

/** The text that is written so in quotes. */
export function withoutEscapes(text: string, { mark, slashes }: Quote): string {
  if (mark !== '"' || !text.includes('\\')) return text
  try {
    let read = text
    for (let left = slashes; left >= 0; left = (left - 1) / 2) read = JSON.parse(`"${read}"`)
    return read
  } catch {
    return text
  }
}

function slashesBefore(text: string, at: number, from: number): number {
  let start = at
  while (start > from && text[start - 1] === '\\') start--
  return at - start
}

function endOfLine(text: string, from: number): number {
  lineAt.lastIndex = from
  return from + (lineAt.exec(text)?.[0].length ?? 0)
}

/** The first statement of a text, as far as it can be told without SQLite. */
export interface ScannedStatement {
  /** Whether there is none: nothing but white space, comments and semicolons. */
  readonly isEmpty: boolean
  /** Its parameters by their index, from 0; `undefined` for those without a name (`?`, or a gap before `?5`). */
  readonly parameters: readonly (string | undefined)[]
}

/**
 * Splits SQL as the tokenizer of SQLite does. Every alternative eats to the end of the text what has no end, so none
 * of them backtracks; what SQLite refuses may come out in any way.
 */
const token = new RegExp(
  [
    /[\t\n\f\r ][\t\n\v\f\r ]*|--[^\n]*|\/\*(?=[\s\S])[\s\S]*?(?:\*\/|$)/, // blank
    /\ufeff/, // a byte order mark is blank as well, but not inside a word
    /'[^']*(?:''[^']*)*'?|"[^"]*(?:""[^"]*)*"?|`[^`]*(?:``[^`]*)*`?|\[[^\]]*\]?/, // text, or a name in quotes
    /\?\d*|[$@:#](?:[\w$\x80-\uffff]|::)*(?:\([^)\t-\r ]*\)?)?/, // parameter
    /[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*/, // word
    /\d[\w$.\x80-\uffff]*/, // number
    /[(),.=<>|+*%&~!]+|[\s\S]/, // operators, and the semicolon
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

const blank = /^(?:[\t\n\f\r \ufeff]|--|\/\*)/
const word = /^[A-Za-z_\x80-\uffff]/
const parameter = /^[?$@:#]/

/** SQLite refuses parameters with a higher number. */
const highestParameter = 32_766

/** Looks at the first statement of a text; SQLite ignores what comes after it. */
export function scanStatement(sql: string): ScannedStatement {
  const statement = takeFirst(sql.match(token) ?? [])
  const parameters = new Parameters()
  for (const text of statement) if (parameter.test(text)) parameters.add(text)
  return { isEmpty: statement.length === 0, parameters: parameters.names }
}

/** The words of the first statement, in upper case; without EXPLAIN, of what it explains. */
export function wordsOf(sql: string): readonly string[] {
  const statement = takeFirst(sql.match(token) ?? [])
  const words = statement.filter((text) => word.test(text)).map((text) => text.toUpperCase())
  const verb = words.findIndex((text) => !explaining.has(text))
  return verb === -1 ? [] : words.slice(verb)
}

/** The tokens from the first that counts to the semicolon behind it. */
function takeFirst(tokens: readonly string[]): readonly string[] {
  const solid = tokens.filter((text) => !blank.test(text))
  const start = solid.findIndex((text) => text !== ';')
  if (start === -1) return []
  const end = solid.indexOf(';', start)
  return solid.slice(start, end === -1 ? undefined : end)
}

const explaining: ReadonlySet<string> = new Set(['EXPLAIN', 'QUERY', 'PLAN'])

/** Numbers parameters as SQLite does: `?` is the next one, a name keeps the number that it got first. */
class Parameters {
  readonly names: (string | undefined)[] = []
  readonly #numbers = new Map<string, number>()

  add(parameter: string): void {
    if (parameter === '?') this.names.push(undefined)
    else if (parameter.startsWith('?')) this.#addNumber(parameter)
    else if (!this.#numbers.has(parameter)) this.#numbers.set(parameter, this.names.push(parameter))
  }

  #addNumber(parameter: string): void {
    const number = Number(parameter.slice(1))
    if (number < 1 || number > highestParameter) return
    while (this.names.length < number) this.names.push(undefined)
    this.names[number - 1] ??= parameter
  }
}

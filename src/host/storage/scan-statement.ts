/** The first statement of a text, as far as it can be told without SQLite. */
export interface ScannedStatement {
  /** Whether there is none: nothing but white space, comments and semicolons. */
  readonly isEmpty: boolean
  /** Its first word, in upper case; of what EXPLAIN explains. */
  readonly verb: string
  /** Whether one of its words is that, given in upper case. */
  readonly hasWord: (word: string) => boolean
  /** Its parameters by their index, from 0; `undefined` for those without a name (`?`, or a gap before `?5`). */
  readonly parameters: readonly (string | undefined)[]
}

/**
 * Splits SQL as the tokenizer of SQLite does. Every alternative eats to the end of the text what has no end, so none
 * of them backtracks; what SQLite refuses may come out in any way.
 */
const token = new RegExp(
  [
    // A byte order mark is white space for SQLite, but not inside a word.
    /(?<blank>[\t\n\f\r ][\t\n\v\f\r ]*|\ufeff|--[^\n]*|\/\*(?=[\s\S])[\s\S]*?(?:\*\/|$))/,
    /(?<quoted>'[^']*(?:''[^']*)*'?|"[^"]*(?:""[^"]*)*"?|`[^`]*(?:``[^`]*)*`?|\[[^\]]*\]?)/,
    /(?<parameter>\?\d*|[$@:#](?:[\w$\x80-\uffff]|::)*(?:\([^)\t-\r ]*\)?)?)/,
    /(?<word>[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*)/,
    /(?<number>\d[\w$.\x80-\uffff]*)/,
    /(?<end>;)/,
    /[\s\S]/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

/** SQLite refuses parameters with a higher number. */
const highestParameter = 32_766

/** Looks at the first statement of a text; SQLite ignores what comes after it. */
export function scanStatement(sql: string): ScannedStatement {
  const parameters = new Parameters()
  const words: string[] = []
  let isEmpty = true
  for (const { groups: { blank, end, word, parameter } = {} } of sql.matchAll(token)) {
    if (blank !== undefined || (end !== undefined && isEmpty)) continue
    if (end !== undefined) break
    isEmpty = false
    if (word !== undefined) words.push(word.toUpperCase())
    if (parameter !== undefined) parameters.add(parameter)
  }
  return {
    isEmpty,
    verb: words.find((word) => !explaining.has(word)) ?? '',
    hasWord: (word) => words.includes(word),
    parameters: parameters.names,
  }
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

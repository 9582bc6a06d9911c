import { hidden } from './secret-name.js'

/** Values that are too common to be looked for in other texts. */
const commonWords: ReadonlySet<string> = new Set([
  ...['true', 'false', 'null', 'none', 'undefined', 'default', hidden],
  // Types, which JSON schemas have under the names of parameters.
  ...['string', 'number', 'integer', 'boolean', 'object', 'array'],
])
const shortest = 4
/** Of the values that only calls have told of, those told last; the others are hidden in their own places. */
const mostTold = 200
/** As JavaScript writes numbers. */
const numeric = /^[\d.e+-]+$/
/** Letters of a secret beside a place where a text was cut. */
const shortestPiece = 3

/** Texts that are known to be secrets, and how they are found in other texts. */
export class KnownSecrets {
  readonly #kept = new Set<string>()
  readonly #told = new Set<string>()
  #sought: Sought | undefined

  /** The value is looked for as long as no 200 others are told after it. */
  tell(value: string): void {
    if (isCommon(value)) return
    // The end of the set: what is told again is not the oldest any more.
    this.#told.delete(value)
    this.#told.add(value)
    this.#sought = undefined
  }

  /** The value is looked for, however many others there are. */
  keep(value: string): void {
    if (isCommon(value)) return
    this.#kept.add(value)
    this.#sought = undefined
  }

  /** The text without those that occur in it. */
  hide(text: string): string {
    return this.#kept.has(text) || this.#told.has(text) ? hidden : this.hideLong(text)
  }

  /** Without those that are looked for in texts that have more than them: a key or a number may be a short one by chance. */
  hideLong(text: string): string {
    let redacted = text
    for (const variant of this.#allSought().variants) {
      if (redacted.includes(variant)) redacted = redacted.replaceAll(variant, hidden)
    }
    return redacted
  }

  /** Whether the number has one in it. */
  isIn(number: number): boolean {
    const digits = String(number)
    return this.#allSought().numbers.some((known) => digits.includes(known))
  }

  /** Tables of messages leave out the middle of what is long: what is left of a secret there goes too. */
  hideCut(text: string): string {
    const pieces = text.split('…')
    if (pieces.length === 1) return text
    const cut = pieces.map((piece, at) => {
      const tail = at === 0 ? 0 : this.#longest(piece, (length, known) => piece.startsWith(known.slice(-length)))
      const rest = piece.slice(tail)
      const isLast = at === pieces.length - 1
      const head = isLast ? 0 : this.#longest(rest, (length, known) => rest.endsWith(known.slice(0, length)))
      return `${tail === 0 ? '' : hidden}${rest.slice(0, rest.length - head)}${head === 0 ? '' : hidden}`
    })
    return cut.join('…')
  }

  #longest(piece: string, holds: (length: number, known: string) => boolean): number {
    let longest = 0
    for (const known of this.#allSought().values) {
      for (let length = Math.min(known.length, piece.length); length >= shortestPiece && length > longest; length--) {
        if (holds(length, known)) longest = length
      }
    }
    return longest
  }

  #allSought(): Sought {
    this.#sought ??= seek([...this.#kept].filter(isLong), [...this.#told].filter(isLong).slice(-mostTold))
    return this.#sought
  }
}

interface Sought {
  readonly values: readonly string[]
  /** How they may be written elsewhere; the longest first, since one may contain another. */
  readonly variants: readonly string[]
  /** Those that can be in a number: few or none, and JSON may have very many numbers. */
  readonly numbers: readonly string[]
}

function seek(kept: readonly string[], told: readonly string[]): Sought {
  const values = [...new Set([...kept, ...told])]
  const variants = [...new Set(values.flatMap(variantsOf))].sort((one, other) => other.length - one.length)
  return { values, variants, numbers: variants.filter((variant) => numeric.test(variant)) }
}

function isCommon(value: string): boolean {
  return value === '' || commonWords.has(value.toLowerCase())
}

function isLong(value: string): boolean {
  return value.length >= shortest
}

function variantsOf(value: string): readonly string[] {
  const escaped = JSON.stringify(value).slice(1, -1)
  // As JSONEncoder of Swift does.
  const slashed = escaped.replaceAll('/', '\\/')
  const twice = JSON.stringify(slashed).slice(1, -1)
  return [
    value,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    slashed,
    twice,
    twice.replaceAll('/', '\\/'),
    encodeURIComponent(value.replaceAll(/[\ud800-\udfff]/g, '')),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
  ]
}

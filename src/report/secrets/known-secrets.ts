import { hidden } from './secret-name.js'

/** Values that are too common to be looked for in other texts. */
const commonWords: ReadonlySet<string> = new Set(['true', 'false', 'null', 'none', 'undefined', 'default', hidden])
const shortest = 4
/** Values beside those that are known last are hidden in their own places only. */
const mostKnown = 200
/** Letters of a secret beside a place where a text was cut. */
const shortestPiece = 3

/** Texts that are known to be secrets, and how they are found in other texts. */
export class KnownSecrets {
  readonly #known = new Set<string>()
  #variants: readonly string[] | undefined

  add(value: string): void {
    if (value === '' || commonWords.has(value.toLowerCase())) return
    this.#known.add(value)
    this.#variants = undefined
  }

  /** The text without those that occur in it. */
  hide(text: string): string {
    if (this.#known.has(text)) return hidden
    let redacted = text
    for (const variant of this.#allVariants()) {
      if (redacted.includes(variant)) redacted = redacted.replaceAll(variant, hidden)
    }
    return redacted
  }

  /** Tables of messages leave out the middle of what is long: what is left of a secret there goes too. */
  hideCut(text: string): string {
    const pieces = text.split('…')
    if (pieces.length === 1) return text
    const cut = pieces.map((piece, at) => {
      const tail = at === 0 ? 0 : this.#longest((length, known) => piece.startsWith(known.slice(-length)))
      const rest = piece.slice(tail)
      const head =
        at === pieces.length - 1 ? 0 : this.#longest((length, known) => rest.endsWith(known.slice(0, length)))
      return `${tail === 0 ? '' : hidden}${rest.slice(0, rest.length - head)}${head === 0 ? '' : hidden}`
    })
    return cut.join('…')
  }

  #longest(holds: (length: number, known: string) => boolean): number {
    let longest = 0
    for (const known of this.#known) {
      for (let length = known.length; length >= shortestPiece && length > longest; length--) {
        if (holds(length, known)) longest = length
      }
    }
    return longest
  }

  /** How the values may be written elsewhere; the longest first, since one may contain another. */
  #allVariants(): readonly string[] {
    if (this.#variants === undefined) {
      const known = [...this.#known].filter((value) => value.length >= shortest).slice(-mostKnown)
      const variants = new Set(known.flatMap(variantsOf))
      this.#variants = [...variants].sort((one, other) => other.length - one.length)
    }
    return this.#variants
  }
}

function variantsOf(value: string): readonly string[] {
  const escaped = JSON.stringify(value).slice(1, -1)
  return [
    value,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    encodeURIComponent(value.replaceAll(/[\ud800-\udfff]/g, '')),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
  ]
}

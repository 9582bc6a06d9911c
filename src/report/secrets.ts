/** What stands in files in the place of a secret. */
export const hidden = '[secret]'

/** Names of config values, headers, parameters and JSON fields whose values are secrets. The one list of them. */
const secretName = new RegExp(
  [
    'token(?!s$)|secret|passw(?:or)?d|passphrase|credential|authorization|cookie|signature',
    '(?:api|access|private|signing|encryption)[-_]?key',
    'session[-_]?id',
    '(?:^|[-_.])(?:auth|pwd|pin|otp|jwt|bearer)(?:$|[-_.])',
  ].join('|'),
  'i',
)

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

/** Values that are too common to be looked for in other texts. */
const commonWords: ReadonlySet<string> = new Set(['true', 'false', 'null', 'none', 'undefined', 'default', hidden])
const shortest = 4
/** Values beside those that are known last are hidden in their own places only. */
const mostKnown = 200
/** Letters of a secret beside a place where a text was cut. */
const shortestPiece = 3

/** Whether a value of that name is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** Whether files shall have secrets in full. */
export function showsSecrets(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment.OSAURUS_MOCKHOST_SECRETS === 'show'
}

/** A call, as far as it can have secrets in it. */
export interface RedactableCall {
  readonly slot: string
  readonly args: Readonly<Record<string, string | number | bigint | null>>
  readonly answer?: string | null | undefined
}

/**
 * Hides secrets in what is written to files: the values of config, headers and fields with names that tell, and every text
 * that is known to be such a value, wherever else it occurs. Learn from everything before you write anything.
 */
export class Redactor {
  readonly #isOff: boolean
  readonly #names: ReadonlySet<string>
  readonly #known = new Set<string>()
  #variants: readonly string[] | undefined

  /**
   * @param names of config values that are secrets whatever they are called: fields of the type `secret`
   * @param isOff whether everything is shown
   */
  constructor(names: Iterable<string> = [], isOff = showsSecrets()) {
    this.#names = new Set(names)
    this.#isOff = isOff
  }

  get showsAll(): boolean {
    return this.#isOff
  }

  /** That value is a secret, with or without the word before it that an `Authorization` header has. */
  learn(value: string): void {
    const bare = value.replace(scheme, '').trim()
    if (bare === '' || commonWords.has(bare.toLowerCase())) return
    this.#known.add(bare)
    this.#variants = undefined
  }

  /** The value, if its name says that it is a secret. */
  learnNamed(name: string, value: string | null | undefined): void {
    if (typeof value === 'string' && this.#isSecret(name)) this.learn(value)
  }

  learnCall({ slot, args, answer }: RedactableCall): void {
    if (isConfig(slot)) this.learnNamed(String(args.key), configValue(slot, args, answer))
    for (const text of [...Object.values(args), answer]) if (typeof text === 'string') this.learnText(text)
  }

  /** Every secret that the text itself names. */
  learnText(text: string): void {
    const parsed = parseJSON(text)
    if (parsed !== undefined) this.#learnValue('', parsed)
    else this.#hideNamed(text, (value) => this.learn(value))
  }

  /** The call without its secrets. */
  call<Call extends RedactableCall>(call: Call): Call {
    if (this.#isOff) return call
    const { slot, args, answer } = call
    const isSecret = isConfig(slot) && this.#isSecret(String(args.key))
    const redacted = Object.fromEntries(
      Object.entries(args).map(([name, value]) => {
        if (typeof value !== 'string') return [name, value]
        return [name, isSecret && name === 'value' && value !== '' ? hidden : this.text(value)]
      }),
    )
    if (typeof answer !== 'string') return { ...call, args: redacted }
    return { ...call, args: redacted, answer: isSecret && slot === 'config_get' ? hidden : this.text(answer) }
  }

  /** The text without its secrets; JSON without any stays as it was written. */
  text(text: string): string {
    if (this.#isOff || text === '') return text
    const parsed = parseJSON(text)
    if (parsed === undefined) return this.#plain(text)
    const redacted = JSON.stringify(this.#value('', parsed))
    return redacted === JSON.stringify(parsed) ? this.#hideKnown(text) : redacted
  }

  #isSecret(name: string): boolean {
    return this.#names.has(name) || isSecretName(name)
  }

  #learnValue(name: string, value: unknown): void {
    if (typeof value === 'string') {
      if (this.#isSecret(name)) this.learn(value)
      else this.learnText(value)
      return
    }
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of entriesOf(name, value)) this.#learnValue(this.#isSecret(name) ? name : key, inner)
  }

  #value(name: string, value: unknown): unknown {
    if (typeof value === 'string') return this.#isSecret(name) && value !== '' ? hidden : this.text(value)
    if (typeof value !== 'object' || value === null) return value
    const inner = entriesOf(name, value).map(([key, one]) => this.#value(this.#isSecret(name) ? name : key, one))
    if (Array.isArray(value)) return inner
    return Object.fromEntries(Object.keys(value).map((key, at) => [key, inner[at]]))
  }

  #plain(text: string): string {
    return this.#hideCut(this.#hideKnown(this.#hideNamed(text, () => {})))
  }

  #hideNamed(text: string, found: (value: string) => void): string {
    return this.#hideAssigned(text, found)
      .replace(bearer, (_, word, gap, value) => {
        found(value)
        return `${word}${gap}${hidden}`
      })
      .replace(userInfo, (_, before, value, after) => {
        found(value)
        return `${before}${hidden}${after}`
      })
  }

  #hideAssigned(text: string, found: (value: string) => void): string {
    let redacted = ''
    let end = 0
    for (const { 0: between, index } of text.matchAll(assignment)) {
      const from = index + between.length
      const [, name = ''] = nameBefore.exec(text.slice(Math.max(end, index - longestName), index)) ?? []
      if (name === '' || !this.#isSecret(name)) continue
      assigned.lastIndex = from
      const [all = '', word = '', value = hidden] = assigned.exec(text) ?? []
      if (value.startsWith(hidden)) continue
      found(value)
      redacted += `${text.slice(end, from)}${word}${hidden}`
      end = from + all.length
    }
    return redacted + text.slice(end)
  }

  #hideKnown(text: string): string {
    if (this.#known.has(text)) return hidden
    let redacted = text
    for (const variant of this.#allVariants()) {
      if (redacted.includes(variant)) redacted = redacted.replaceAll(variant, hidden)
    }
    return redacted
  }

  /** Tables of messages leave out the middle of what is long: what is left of a secret there goes too. */
  #hideCut(text: string): string {
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

function isConfig(slot: string): boolean {
  return slot === 'config_get' || slot === 'config_set'
}

function configValue(slot: string, args: RedactableCall['args'], answer: RedactableCall['answer']) {
  const value = slot === 'config_get' ? answer : args.value
  return typeof value === 'string' ? value : undefined
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

/** With the names that values have: of `{ name: 'Authorization', value: '…' }` and `['Authorization', '…']` the first. */
function entriesOf(name: string, value: object): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) {
    const [first] = value
    const isPair = value.length === 2 && typeof first === 'string' && isSecretName(first)
    return value.map((item, at) => [isPair && at === 1 ? first : name, item])
  }
  const record = value as Readonly<Record<string, unknown>>
  const label = record.name ?? record.key
  const isLabelled = typeof label === 'string' && isSecretName(label)
  return Object.entries(record).map(([key, item]) => [isLabelled && key === 'value' ? label : key, item])
}

/** Of objects and lists only: other JSON is read as text. */
function parseJSON(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

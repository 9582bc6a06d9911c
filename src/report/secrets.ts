import { hideNamed, isNoWord, type ProseReader, withoutScheme } from './secrets/hide-named.js'
import { KnownSecrets } from './secrets/known-secrets.js'
import { hidden, isSecretName } from './secrets/secret-name.js'
import { hideLiterals, literalsIn, namesSecret } from './secrets/sql.js'
import { type JSONVisitor, parseJSON, walkJSON } from './secrets/walk-json.js'

/** Digits of a secret number that is looked for elsewhere: years, ports and counts have fewer. */
const fewestDigits = 6

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
  readonly #known = new KnownSecrets()
  readonly #isSecret = (name: string) => this.#names.has(name) || isSecretName(name)
  /** Finds secrets to learn. */
  readonly #learning: JSONVisitor & ProseReader = {
    isSecret: this.#isSecret,
    learn: (value) => this.learn(value),
    text: (value, { isSecret, depth }) => {
      if (isSecret) this.learn(value)
      else this.#learnText(value, depth)
      return value
    },
    number: (value, { isSecret }) => {
      const digits = String(value)
      if (isSecret && digits.length >= fewestDigits) this.learn(digits)
      return value
    },
    key: (key) => {
      hideNamed(key, this.#learning)
      return key
    },
  }
  /** Hides what it finds. */
  readonly #hiding: JSONVisitor & ProseReader = {
    isSecret: this.#isSecret,
    learn: () => {},
    text: (value, { isSecret, depth }) => (isSecret && value !== '' ? hidden : this.#text(value, depth)),
    number: (value, { isSecret }) => {
      return isSecret || this.#known.isIn(value) ? hidden : value
    },
    key: (key) => this.#known.hideLong(hideNamed(key, this.#hiding)),
  }

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
    this.#known.tell(withoutScheme(value))
  }

  /** That value is a secret whatever calls tell: it is looked for, however many others there are. */
  keep(value: string): void {
    this.#known.keep(withoutScheme(value))
  }

  /** The value, if its name says that it is a secret. */
  keepNamed(name: string, value: string | null | undefined): void {
    if (typeof value === 'string' && this.#isSecret(name)) this.keep(value)
  }

  learnCall(call: RedactableCall): void {
    const { slot, args, answer } = call
    if (this.#isOfSecret(call)) {
      if (isConfig(slot)) this.learn(configValue(call))
      else this.#learnStatement(args)
    }
    for (const text of [...Object.values(args), answer]) if (typeof text === 'string') this.learnText(text)
  }

  /** Every secret that the text itself names. */
  learnText(text: string): void {
    this.#learnText(text, 0)
  }

  /** The call without its secrets. */
  call<Call extends RedactableCall>(call: Call): Call {
    if (this.#isOff) return call
    const { slot, args, answer } = call
    const isSecret = this.#isOfSecret(call)
    const redacted = Object.fromEntries(
      Object.entries(args).map(([name, value]) => {
        if (typeof value !== 'string') return [name, value]
        return [name, isSecret ? this.#secretArgument(name, value) : this.text(value)]
      }),
    )
    if (typeof answer !== 'string') return { ...call, args: redacted }
    return { ...call, args: redacted, answer: isSecret && slot === 'config_get' ? hidden : this.text(answer) }
  }

  /** The text without its secrets; JSON without any stays as it was written. */
  text(text: string): string {
    return this.#isOff ? text : this.#text(text, 0)
  }

  /** Whether it reads or writes config, or runs SQL, that is a secret by its name. */
  #isOfSecret({ slot, args }: RedactableCall): boolean {
    if (isConfig(slot)) return this.#isSecret(String(args.key))
    return isStorage(slot) && namesSecret(String(args.sql), this.#isSecret)
  }

  #secretArgument(name: string, value: string): string {
    if (name === 'sql') return this.text(hideLiterals(value))
    if (name !== 'value' && name !== 'params') return this.text(value)
    const parsed = name === 'params' ? parseJSON(value, 0) : undefined
    if (parsed !== undefined) return JSON.stringify(walkJSON(parsed, this.#hiding, { isSecret: true, depth: 0 }))
    return value === '' ? value : hidden
  }

  /** Of its values those that can hardly be something else than a secret. */
  #learnStatement({ sql, params }: RedactableCall['args']): void {
    const text = (value: string) => {
      if (isNoWord(value)) this.learn(value)
      return value
    }
    for (const value of literalsIn(String(sql))) text(value)
    const visitor = { ...this.#learning, text, number: (value: number) => value }
    walkJSON(parseJSON(String(params), 0), visitor, { isSecret: true, depth: 0 })
  }

  #learnText(text: string, depth: number): void {
    const parsed = parseJSON(text, depth)
    if (parsed === undefined) hideNamed(text, this.#learning)
    else walkJSON(parsed, this.#learning, { isSecret: false, depth })
  }

  #text(text: string, depth: number): string {
    const parsed = parseJSON(text, depth)
    if (parsed === undefined) return this.#known.hideCut(this.#known.hide(hideNamed(text, this.#hiding)))
    const redacted = JSON.stringify(walkJSON(parsed, this.#hiding, { isSecret: false, depth }))
    return redacted === JSON.stringify(parsed) ? this.#known.hide(text) : redacted
  }
}

function isConfig(slot: string): boolean {
  return slot === 'config_get' || slot === 'config_set'
}

function isStorage(slot: string): boolean {
  return slot === 'db_exec' || slot === 'db_query'
}

function configValue({ slot, args, answer }: RedactableCall): string {
  const value = slot === 'config_get' ? answer : args.value
  return typeof value === 'string' ? value : ''
}

import { count, listWords } from '../../report/print-value.js'
import { quote } from '../../report/quote.js'
import type { BadFree, HandedString, RecordedCall } from '../contract.js'
import type { Finding } from '../violations.js'

/** Calls that a message names one by one. */
const mostNamed = 3

/** What points to a plugin that calls slots by other places than theirs. */
export class MixUpSigns {
  readonly #strayFrees: RecordedCall[] = []
  readonly #levels: RecordedCall[] = []
  readonly #texts: RecordedCall[] = []
  readonly #foreignFrees: BadFree[] = []

  /** How many there are. */
  get count(): number {
    return [this.#strayFrees, this.#levels, this.#texts, this.#foreignFrees].reduce(
      (sum, { length }) => sum + length,
      0,
    )
  }

  /** A call of log_structured whose level was the address of a string: a free_string that went astray. */
  addStrayFree(call: RecordedCall): void {
    this.#strayFrees.push(call)
  }

  /** A log level that is none. */
  addLevel(call: RecordedCall): void {
    this.#levels.push(call)
  }

  /** Text that is no JSON where JSON belongs. */
  addText(call: RecordedCall): void {
    this.#texts.push(call)
  }

  /** A free of an address that no host handed out. */
  addForeignFree(badFree: BadFree): void {
    this.#foreignFrees.push(badFree)
  }

  /**
   * What the signs say together, if they say anything.
   *
   * @param outstanding reads the strings that have not come back, those that went astray among them
   */
  diagnose(outstanding: () => readonly HandedString[]): Finding | undefined {
    const signs = this.#describeSigns()
    const [first] = this.#strayFrees
    if (first !== undefined) {
      const message =
        'free_string of the plugin lands in log_structured, as when its copy of the host table leaves that slot out: ' +
        `${describeStrayFrees(this.#strayFrees, outstanding())}.${signs.length > 0 ? ` It also sent ${listWords(signs)}.` : ''}`
      return { message, seq: first.seq, slot: first.slot }
    }
    if (signs.length < 2) return undefined
    const message = `The plugin probably calls slots by other places than theirs: it sent ${listWords(signs)}.`
    return {
      message,
      seq: Math.min(...[...this.#levels.slice(0, 1), ...this.#texts.slice(0, 1)].map(({ seq }) => seq)),
    }
  }

  /** One for each kind of sign that was seen. */
  #describeSigns(): string[] {
    const levels = `${count(this.#levels.length, 'log level')} outside 0 to 4 (${nameCalls(this.#levels)})`
    const texts = `${count(this.#texts.length, 'text')} in the place of JSON (${nameCalls(this.#texts)})`
    const frees = `${count(this.#foreignFrees.length, 'free')} of addresses that no host handed out`
    return [
      ...(this.#levels.length > 0 ? [levels] : []),
      ...(this.#texts.length > 0 ? [texts] : []),
      ...(this.#foreignFrees.length > 0 ? [frees] : []),
    ]
  }
}

/** `call 5 got the address of "eu" (config_get) as its level`. */
function describeStrayFrees(calls: readonly RecordedCall[], outstanding: readonly HandedString[]): string {
  const byLevel = new Map(outstanding.map((string) => [levelOf(string.pointer), string]))
  const named = calls.slice(0, mostNamed).map(({ seq, args }) => {
    const string = byLevel.get(Number(args.level))
    const what = string === undefined ? 'a string of the host' : `${quote(string.text, 30)} (${string.slot})`
    return `call ${seq} got the address of ${what} as its level`
  })
  const rest = calls.length - named.length
  return listWords(rest > 0 ? [...named, count(rest, 'more such call')] : named)
}

/** An address as a callee sees it that expects an `int`. */
function levelOf(pointer: bigint): number {
  return Number(BigInt.asIntN(32, pointer))
}

/** `call 3`, `calls 3, 4, 7 and 12 more`. */
function nameCalls(calls: readonly RecordedCall[]): string {
  const named = calls.slice(0, mostNamed).map(({ seq }) => String(seq))
  const rest = calls.length - named.length
  return `${calls.length === 1 ? 'call' : 'calls'} ${listWords(rest > 0 ? [...named, `${rest} more`] : named)}`
}

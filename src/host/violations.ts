import type { BadFree, RecordedCall, Violation, ViolationRule } from './contract.js'
import type { ResponderFailure } from './responders.js'

/** The violations of one host, in the order they were found out. */
export class ViolationLog {
  #entries: Violation[] = []
  #badFrees = 0
  #journalLimit: number | undefined

  get entries(): readonly Violation[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
    this.#badFrees = 0
    this.#journalLimit = undefined
  }

  add(violation: Violation): void {
    this.#entries.push(violation)
  }

  addRefused(call: RecordedCall): void {
    const nulls = Object.entries(call.args).filter(([, value]) => value === null)
    const names = nulls.map(([name]) => name).join(' and ')
    this.#add('NULL_ARGUMENT', call, `${call.slot} was called with NULL for ${names}, and did nothing. Pass a string.`)
  }

  addInvalidText(call: RecordedCall, argument: string): void {
    const message = `${call.slot} got ${argument} in bytes that are no UTF-8. Convert the text before the call.`
    this.#add('INVALID_UTF8', call, message)
  }

  addUnreachable(call: RecordedCall): void {
    const message =
      `${call.slot} needed an answer of JavaScript, whose thread made the call itself or has ended. ` +
      'Call the plugin through plugin.invoke, or prepare a fixed answer.'
    this.#add('RESPONDER_UNREACHABLE', call, message)
  }

  /** @param seq of the call, unless the journal was full */
  addFailure({ rule, message, slot }: ResponderFailure, seq: number | undefined): void {
    this.#entries.push({ rule, message, slot, ...(seq !== undefined && { seq }) })
  }

  addBadFrees(badFrees: readonly BadFree[]): void {
    for (const { reason, pointer, thread } of badFrees.slice(this.#badFrees)) {
      const why = reason === 'twice' ? 'had been freed before' : 'was never handed out by a host'
      const message = `Thread ${thread.id} gave free_string 0x${pointer.toString(16)}, which ${why}. It was not freed.`
      this.#entries.push({ rule: 'BAD_FREE', message, slot: 'free_string' })
    }
    this.#badFrees = Math.max(this.#badFrees, badFrees.length)
  }

  addJournalLimit(lost: number): void {
    const message = `${lost} calls came after the journal was full, and were only counted. Raise journalLimit.`
    const violation: Violation = { rule: 'JOURNAL_LIMIT', message }
    this.#journalLimit ??= this.#entries.push(violation) - 1
    this.#entries[this.#journalLimit] = violation
  }

  #add(rule: ViolationRule, call: RecordedCall, message: string): void {
    this.#entries.push({ rule, message, slot: call.slot, seq: call.seq })
  }
}

import type { BadFree, HandedString, StringLedger } from './contract.js'
import { inOrder, type Numbered, readBadFrees, readOutstanding } from './ledgers.js'
import type { NativeHost } from './native-host.js'
import type { ThreadCatalogue } from './threads.js'

/** Where the ledger stood: sums, and the last serial numbers. */
interface Mark {
  readonly handedOut: number
  readonly freed: number
  readonly outstanding: number
  readonly badFrees: number
}

/**
 * The part of the process-wide string ledger that belongs to one host, since the last `hide`. Tables are
 * never freed, so it can be read after the host was closed.
 */
export class HostStrings implements StringLedger {
  readonly #native: NativeHost
  readonly #threads: ThreadCatalogue
  /** Serial number of the last string that an assertion has dealt with. */
  #acknowledged = 0
  #hidden: Mark = { handedOut: 0, freed: 0, outstanding: 0, badFrees: 0 }

  constructor(native: NativeHost, threads: ThreadCatalogue) {
    this.#native = native
    this.#threads = threads
  }

  get handedOut(): number {
    return this.#native.counts().handedOut - this.#hidden.handedOut
  }

  get freed(): number {
    return this.#native.counts().freed - this.#hidden.freed
  }

  get outstanding(): readonly HandedString[] {
    return entriesAbove(this.#hidden.outstanding, this.#outstanding())
  }

  get badFrees(): readonly BadFree[] {
    return entriesAbove(this.#hidden.badFrees, this.#badFrees())
  }

  /** Says that an assertion has dealt with what is outstanding now. */
  acknowledge(): void {
    this.#acknowledged = this.#outstanding().at(-1)?.serial ?? 0
  }

  /** What is outstanding, without what an assertion has dealt with. */
  get unacknowledged(): readonly HandedString[] {
    return entriesAbove(Math.max(this.#hidden.outstanding, this.#acknowledged), this.#outstanding())
  }

  /** Starts to count from here. */
  hide(): void {
    const { handedOut, freed } = this.#native.counts()
    const outstanding = this.#outstanding().at(-1)?.serial ?? this.#hidden.outstanding
    const badFrees = this.#badFrees().at(-1)?.serial ?? this.#hidden.badFrees
    this.#hidden = { handedOut, freed, outstanding, badFrees }
  }

  #outstanding(): Numbered<HandedString>[] {
    const { binding, tables } = this.#native
    return inOrder(tables.flatMap((table) => readOutstanding(binding, table, (id) => this.#threads.get(id))))
  }

  #badFrees(): Numbered<BadFree>[] {
    const { binding, tables } = this.#native
    if (this.#native.counts().badFrees === 0) return []
    return inOrder(tables.flatMap((table) => readBadFrees(binding, table, (id) => this.#threads.get(id))))
  }
}

function entriesAbove<Entry>(last: number, entries: readonly Numbered<Entry>[]): Entry[] {
  return entries.filter(({ serial }) => serial > last).map(({ entry }) => entry)
}

import type { BadFree, HandedString, StringLedger } from './contract.js'
import { readBadFrees, readOutstanding } from './ledgers.js'
import type { NativeHost } from './native-host.js'
import type { ThreadCatalogue } from './threads.js'

interface Totals {
  readonly handedOut: number
  readonly freed: number
}

/** The part of the process-wide string ledger that belongs to one host, since the last `hide`. */
export class HostStrings implements StringLedger {
  readonly #native: NativeHost
  readonly #threads: ThreadCatalogue
  #hidden: Totals = { handedOut: 0, freed: 0 }
  #hiddenOutstanding: ReadonlySet<number> = new Set()
  #hiddenBadFrees = 0
  #frozen: StringLedger | undefined

  constructor(native: NativeHost, threads: ThreadCatalogue) {
    this.#native = native
    this.#threads = threads
  }

  get handedOut(): number {
    return this.#frozen?.handedOut ?? this.#native.counts().handedOut - this.#hidden.handedOut
  }

  get freed(): number {
    return this.#frozen?.freed ?? this.#native.counts().freed - this.#hidden.freed
  }

  get outstanding(): readonly HandedString[] {
    return this.#frozen?.outstanding ?? this.#outstanding().filter(({ at }) => !this.#hiddenOutstanding.has(at))
  }

  get badFrees(): readonly BadFree[] {
    return this.#frozen?.badFrees ?? this.#badFrees().slice(this.#hiddenBadFrees)
  }

  /** Starts to count from here. */
  hide(): void {
    this.#hiddenOutstanding = new Set(this.#outstanding().map(({ at }) => at))
    this.#hiddenBadFrees = this.#badFrees().length
    const { handedOut, freed } = this.#native.counts()
    this.#hidden = { handedOut, freed }
  }

  /** Keeps the present state: the native part of the host goes away. */
  freeze(): void {
    const { handedOut, freed, outstanding, badFrees } = this
    this.#frozen = { handedOut, freed, outstanding, badFrees }
  }

  #outstanding(): HandedString[] {
    const { binding, tables } = this.#native
    return tables.flatMap((table) => readOutstanding(binding, table, (id) => this.#threads.get(id)))
  }

  #badFrees(): BadFree[] {
    const { binding, tables } = this.#native
    if (this.#native.counts().badFrees === 0) return []
    return tables.flatMap((table) => readBadFrees(binding, table, (id) => this.#threads.get(id)))
  }
}

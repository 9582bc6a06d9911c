import type { Binding } from '../native/binding.js'
import type { Address } from '../native/core.js'
import type { DroppedCall } from './contract.js'
import { readDrops } from './ledgers.js'
import { ThreadCatalogue } from './threads.js'

/** Where `mh_install_counts` puts the drops. */
const dropsIndex = 2

/** Stands for every host of the process. */
export const anyHost = 0

/** Every drop that came through the tables of a host, by its number alone: also when the host is long gone. */
export function readDropsOf(binding: Binding, hostId: number): readonly DroppedCall[] {
  const threads = new ThreadCatalogue(binding)
  return readDrops(binding, hostId, (id) => threads.get(id))
}

/** The drops that came through the tables of one host; read again only when there are more. */
export class HostDrops {
  readonly #binding: Binding
  readonly #hostId: number
  readonly #tables: readonly Address[]
  readonly #threads: ThreadCatalogue
  #counted = 0
  #hidden = 0
  #drops: readonly DroppedCall[] = []

  constructor(binding: Binding, hostId: number, tables: readonly Address[], threads: ThreadCatalogue) {
    this.#binding = binding
    this.#hostId = hostId
    this.#tables = tables
    this.#threads = threads
  }

  /** The drops since the last `hide`. Tables are never freed, so this works after the host was closed. */
  read(): readonly DroppedCall[] {
    const counted = this.#count()
    if (counted !== this.#counted) {
      this.#counted = counted
      this.#drops = readDrops(this.#binding, this.#hostId, (id) => this.#threads.get(id)).slice(this.#hidden)
    }
    return this.#drops
  }

  hide(): void {
    this.#hidden += this.read().length
    this.#drops = []
  }

  /** How many there are, those hidden included. */
  get total(): number {
    return this.#hidden + this.read().length
  }

  #count(): number {
    const { core, out } = this.#binding
    let sum = 0
    for (const table of this.#tables) {
      core.installCounts(table, out.words)
      sum += out.words[dropsIndex] ?? 0
    }
    return sum
  }
}

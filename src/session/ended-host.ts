import { MockHostError } from '../errors/mockhost-error.js'
import type { DroppedCall } from '../host/contract.js'
import { readDropsOf } from '../host/drops.js'
import type { Binding } from '../native/binding.js'
import { formatDrops } from '../report/drop-table.js'
import type { EndedHost } from './contract.js'

const none: readonly unknown[] = []

/** Finds the drops of one host that came after its test. There is one for each test of a file: so it holds next to nothing. */
export class LateDrops implements EndedHost {
  readonly #binding: Binding
  readonly #hostId: number
  readonly #test: string
  /** Drops through the tables of the host that came before. */
  #seen = 0
  /** Drops of the process by then: as long as there are no more, no ledger is read. */
  #seenOfProcess = 0

  constructor(binding: Binding, hostId: number, test: string) {
    this.#binding = binding
    this.#hostId = hostId
    this.#test = test
  }

  /** The test is over, after so many drops of its host: what comes from here on is late. */
  start(drops: number): void {
    this.#seen = drops
    this.#seenOfProcess = this.#binding.counters.drops
  }

  lateDrops(): readonly unknown[] {
    if (this.#binding.counters.drops === this.#seenOfProcess) return none
    const drops = readDropsOf(this.#binding, this.#hostId)
    const late = drops.slice(this.#seen)
    this.start(drops.length)
    return late.length === 0 ? none : [droppedAfter(this.#test, late)]
  }
}

/** Drops through the table of a host, while its test ran. */
export function droppedDuring(test: string, drops: readonly DroppedCall[]): MockHostError {
  return new MockHostError({
    code: 'DROPPED_CALLS',
    message: `${countCalls(drops)} of the test "${test}" reached no host.`,
    details: [['drops', `\n${formatDrops(drops)}`]],
    fix: "say expect(host).toHaveDroppedCalls() if that is what the test is about; attribution: 'table' tells hosts apart",
  })
}

function droppedAfter(test: string, drops: readonly DroppedCall[]): MockHostError {
  return new MockHostError({
    code: 'DROPPED_CALLS',
    message: `${countCalls(drops)} came after the test "${test}" had ended.`,
    details: [['drops', `\n${formatDrops(drops)}`]],
    fix: "end the plugin's threads in destroy, and await their work in the test; image: 'test' keeps tests apart",
  })
}

function countCalls(drops: readonly DroppedCall[]): string {
  return drops.length === 1 ? 'A call' : `${drops.length} calls`
}

import { MockHostError } from '../errors/mockhost-error.js'
import type { BadFree, DroppedCall } from '../host/contract.js'
import { lateCrashes, orphanedCrash, readCrashes } from '../host/crash.js'
import { anyHost, readDropsOf } from '../host/drops.js'
import { inOrder, readBadFrees } from '../host/ledgers.js'
import type { NativeHost } from '../host/native-host.js'
import { ThreadCatalogue } from '../host/threads.js'
import type { Binding } from '../native/binding.js'
import type { Address } from '../native/core.js'
import { formatDrops } from '../report/drop-table.js'
import { count } from '../report/print-value.js'
import { formatBadFrees } from '../report/string-table.js'
import type { EndedHosts } from './contract.js'

/** What there was before the test of a host was over. */
export interface SeenByTest {
  /** Crashes of the process. */
  readonly crashes: number
  /** Drops of the host; `undefined`: they fail nothing. */
  readonly drops: number | undefined
  /** Its bad frees, likewise. */
  readonly badFrees: number | undefined
}

/**
 * Finds the drops, the bad frees and the crashes that came after the tests that owned their hosts. A file can have very many
 * tests, so next to nothing is held of each.
 */
export class LateFailures implements EndedHosts {
  readonly #binding: Binding
  readonly #ids: number[] = []
  readonly #tests: string[] = []
  /** Drops of a host that are dealt with; of most hosts there are none. */
  readonly #seen = new Map<number, number>()
  /** Crashes of the process before the end of a host's test; mostly there are none. */
  readonly #seenCrashes = new Map<number, number>()
  /** Crashes of the process before the end of the first test. */
  #firstCrash: number | undefined
  /** Where the bad frees of each host are found: through its table, mostly one; `undefined`: they fail nothing. */
  readonly #tables: (Address | readonly Address[] | undefined)[] = []
  /** Bad frees of a host that are dealt with; of most hosts there are none. */
  readonly #seenFrees = new Map<number, number>()

  constructor(binding: Binding) {
    this.#binding = binding
  }

  add({ id, tables }: NativeHost, test: string, seen: SeenByTest): void {
    this.#ids.push(id)
    this.#tests.push(test)
    this.#tables.push(seen.badFrees === undefined ? undefined : tables.length === 1 ? tables[0] : tables)
    this.#firstCrash ??= seen.crashes
    if (seen.crashes > 0) this.#seenCrashes.set(id, seen.crashes)
    if (seen.drops !== 0) this.#seen.set(id, seen.drops ?? Infinity)
    if (seen.badFrees) this.#seenFrees.set(id, seen.badFrees)
  }

  lateFailures(): readonly unknown[] {
    return [...this.#lateCrashes(), ...this.#lateBadFrees(), ...this.#lateDrops()]
  }

  #lateCrashes(): readonly unknown[] {
    if (this.#binding.counters.crashes === 0) return []
    const texts = readCrashes(this.#binding, 0)
    const drops = byHost(readDropsOf(this.#binding, anyHost))
    const ofHosts = this.#ids.flatMap((id, index) => {
      const late = texts.slice(this.#seenCrashes.get(id) ?? 0)
      return lateCrashes(late, { id, test: this.#tests[index] ?? '', drops: drops.get(id) ?? [] })
    })
    return [...ofHosts, ...this.#orphanedCrashes(texts)]
  }

  /** Each is told once, though it came between two tests. */
  #orphanedCrashes(texts: readonly string[]): readonly unknown[] {
    return texts.flatMap((text, number) => {
      const error = number < (this.#firstCrash ?? 0) ? undefined : orphanedCrash(text)
      return error === undefined || !this.#binding.isFirstToTell(number) ? [] : [error]
    })
  }

  #lateBadFrees(): readonly unknown[] {
    if (this.#binding.counters.badFrees === 0) return []
    const threads = new ThreadCatalogue(this.#binding)
    return this.#ids.flatMap((id, index) => {
      const tables = [this.#tables[index] ?? []].flat()
      const frees = tables.flatMap((table) => readBadFrees(this.#binding, table, (thread) => threads.get(thread)))
      const late = inOrder(frees)
        .slice(this.#seenFrees.get(id) ?? 0)
        .map(({ entry }) => entry)
      if (late.length === 0) return []
      this.#seenFrees.set(id, frees.length)
      return [freedAfter(this.#tests[index] ?? '', late)]
    })
  }

  #lateDrops(): readonly unknown[] {
    if (this.#binding.counters.drops === 0) return []
    const drops = byHost(readDropsOf(this.#binding, anyHost))
    return this.#ids.flatMap((id, index) => {
      const late = this.#takeLate(id, drops.get(id) ?? [])
      return late.length === 0 ? [] : [droppedAfter(this.#tests[index] ?? '', late)]
    })
  }

  #takeLate(id: number, drops: readonly DroppedCall[]): readonly DroppedCall[] {
    const late = drops.slice(this.#seen.get(id) ?? 0)
    if (late.length > 0) this.#seen.set(id, drops.length)
    return late
  }
}

function byHost(drops: readonly DroppedCall[]): ReadonlyMap<number, readonly DroppedCall[]> {
  const groups = new Map<number, DroppedCall[]>()
  for (const drop of drops) {
    const group = groups.get(drop.through)
    if (group === undefined) groups.set(drop.through, [drop])
    else group.push(drop)
  }
  return groups
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

function freedAfter(test: string, frees: readonly BadFree[]): MockHostError {
  return new MockHostError({
    code: 'BAD_FREES',
    message: `${count(frees.length, 'bad free')} came after the test "${test}" had ended.`,
    details: [['frees', `\n${formatBadFrees(frees)}`]],
    fix: "end the plugin's threads in destroy, and free each string of the host once",
  })
}

function countCalls(drops: readonly DroppedCall[]): string {
  return drops.length === 1 ? 'A call' : `${drops.length} calls`
}

import { MockHostError } from '../errors/mockhost-error.js'
import type { DroppedCall } from '../host/contract.js'
import { lateCrashes, readCrashes } from '../host/crash.js'
import { anyHost, readDropsOf } from '../host/drops.js'
import type { Binding } from '../native/binding.js'
import { formatDrops } from '../report/drop-table.js'
import type { EndedHosts } from './contract.js'

/**
 * Finds the drops and the crashes that came after the tests that owned their hosts. A file can have very many tests, so next
 * to nothing is held of each.
 */
export class LateFailures implements EndedHosts {
  readonly #binding: Binding
  readonly #ids: number[] = []
  readonly #tests: string[] = []
  /** Drops of a host that are dealt with; of most hosts there are none. */
  readonly #seen = new Map<number, number>()
  /** Crashes of the process before the end of a host's test; mostly there are none. */
  readonly #seenCrashes = new Map<number, number>()

  constructor(binding: Binding) {
    this.#binding = binding
  }

  /**
   * @param seen what there was before the test of the host was over: `crashes` of the process, `drops` of the host;
   *   `undefined` where drops fail nothing
   */
  add(hostId: number, test: string, seen: { readonly crashes: number; readonly drops: number | undefined }): void {
    this.#ids.push(hostId)
    this.#tests.push(test)
    if (seen.crashes > 0) this.#seenCrashes.set(hostId, seen.crashes)
    if (seen.drops !== 0) this.#seen.set(hostId, seen.drops ?? Infinity)
  }

  lateFailures(): readonly unknown[] {
    return [...this.#lateCrashes(), ...this.#lateDrops()]
  }

  #lateCrashes(): readonly unknown[] {
    if (this.#binding.counters.crashes === 0) return []
    const texts = readCrashes(this.#binding, 0)
    const drops = byHost(readDropsOf(this.#binding, anyHost))
    return this.#ids.flatMap((id, index) => {
      const late = texts.slice(this.#seenCrashes.get(id) ?? 0)
      return lateCrashes(late, { id, test: this.#tests[index] ?? '', drops: drops.get(id) ?? [] })
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

function countCalls(drops: readonly DroppedCall[]): string {
  return drops.length === 1 ? 'A call' : `${drops.length} calls`
}

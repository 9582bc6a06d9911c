import type { Core } from './core.js'
import { viewMemory } from './library.js'

/** Counters of the whole process; reading one costs no call. */
export interface ProcessCounters {
  /** Calls that reached no host. */
  readonly drops: number
  /** Frees that the string ledger refused. */
  readonly badFrees: number
  /** Hosts that were made and not closed. */
  readonly liveHosts: number
  /** Hosts in the registry. */
  readonly installed: number
  /** Crashes of plugins, in calls and on threads of their own. */
  readonly crashes: number
}

export function readCounters(core: Core): ProcessCounters {
  const words = new Uint32Array(viewMemory(core.processCounters(), 7 * 4))
  const read = (index: number) => words[index] ?? 0
  return {
    get drops() {
      return read(0)
    },
    get badFrees() {
      return read(1)
    },
    get liveHosts() {
      return read(2)
    },
    get installed() {
      return read(3)
    },
    get crashes() {
      return read(6)
    },
  }
}

import { createClock } from '../../../src/host/simulation/clock.js'
import type { SimulatedHost, Simulator } from '../../../src/host/simulation/contract.js'
import { type Limits, limitsOf } from '../../../src/host/simulation/limits.js'
import { Storage, type StorageOptions } from '../../../src/host/storage/storage.js'

/** How a test opens storage. */
export interface StorageSetting extends StorageOptions {
  readonly limits?: Partial<Limits>
}

/** A storage and its two slots, called as the core calls them. */
export interface OpenStorage {
  readonly storage: Storage
  exec(sql: string | null, params?: string | null, pluginId?: string): unknown
  query(sql: string | null, params?: string | null, pluginId?: string): unknown
  /** The rows of a query, as their JSON says. */
  rows(sql: string, params?: string): unknown
}

export function openStorage({ limits, ...options }: StorageSetting = {}): OpenStorage {
  const storage = new Storage(simulatedHost(limits), options)
  const caller =
    (simulator: Simulator, slot: 'db_exec' | 'db_query') =>
    (sql: string | null, params: string | null = null, pluginId = 'com.example.a') => {
      const call = { slot, texts: [sql, params], pluginId, level: 0, agentId: null, hasChunkCallback: false, key: 1 }
      const refusal = simulator.admit?.(call)
      return typeof refusal === 'string' ? refusal : simulator.answer(call)
    }
  const query = caller(storage.simulators.db_query, 'db_query')
  return {
    storage,
    exec: caller(storage.simulators.db_exec, 'db_exec'),
    query,
    rows: (sql, params) => JSON.parse(String(query(sql, params))).rows,
  }
}

function simulatedHost(limits: Partial<Limits> = {}): SimulatedHost {
  return {
    name: 'host 1',
    isStrict: false,
    limits: limitsOf('full', limits),
    clock: createClock(),
    flag: (rule) => {
      throw new Error(`storage flags nothing, and flagged ${rule}`)
    },
  }
}

/** What a storage slot answers when SQLite, or the app, refuses. */
export function errorText(text: string): string {
  return JSON.stringify({ error: text })
}

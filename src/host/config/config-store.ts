import { Status } from '../../native/core.js'
import { noMemory } from '../native-errors.js'
import type { NativeHost } from '../native-host.js'
import type { ConfigValue } from './contract.js'

/** Size of `mh_setting`, and where its fields stand. */
const header = 24
const field = { size: 0, plugin: 4, agent: 8, key: 12, value: 16 }

/** Whose value it is: `null` for none, as in `ConfigValue`. */
export interface StoreKey {
  readonly pluginId: string | null
  readonly agentId: string | null
  readonly key: string
}

/** The config store of one host, which lives in the core: plugins read and write it without JavaScript. */
export class ConfigStore {
  readonly #native: () => NativeHost
  readonly #assertActing: () => void
  #kept: readonly ConfigValue[] | undefined

  /** @param assertActing throws when the host may not act any more; reading goes on */
  constructor(native: () => NativeHost, assertActing: () => void) {
    this.#native = native
    this.#assertActing = assertActing
  }

  /** Takes everything out of native memory that goes away. */
  detach(): void {
    this.#kept = this.read()
  }

  /** The same for a host that was blank when it was closed, whose native memory is gone by now. */
  detachEmpty(): void {
    this.#kept = []
  }

  read(): readonly ConfigValue[] {
    if (this.#kept !== undefined) return this.#kept
    const { binding, address } = this.#native()
    const { core } = binding
    const bytes = binding.readAll((out, size) => core.configRead(address, out, size))
    const values: ConfigValue[] = []
    for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + field.size)) {
      const key = at + header
      const value = key + bytes.readUInt32LE(at + field.key)
      values.push({
        pluginId: core.agentText(bytes.readUInt32LE(at + field.plugin)),
        agentId: core.agentText(bytes.readUInt32LE(at + field.agent)),
        key: bytes.toString('utf8', key, value),
        value: bytes.toString('utf8', value, value + bytes.readUInt32LE(at + field.value)),
      })
    }
    return values
  }

  /** `null` deletes. */
  write({ pluginId, agentId, key }: StoreKey, value: string | null): void {
    this.#assertActing()
    const { binding, address } = this.#native()
    const { core } = binding
    const status = core.configSet(address, core.agent(pluginId), core.agent(agentId), key, value)
    if (status !== Status.ok) throw noMemory()
  }
}

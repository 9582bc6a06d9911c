import { throwAll } from '../../errors/throw-all.js'
import { isSecretName } from '../../report/secrets/secret-name.js'
import { DEFAULT_AGENT_ID } from '../agent-id.js'
import type { ConfigStore } from './config-store.js'
import type { ConfigOwner, ConfigValue, HostAgents, HostConfig, HostTunnel } from './contract.js'
import { type ConfigReader, Deliveries, type Delivery } from './deliveries.js'

const tunnelKey = 'tunnel_url'

/** What config needs of its host. */
export interface ConfiguredHost {
  readonly store: ConfigStore
  /** The agent that is meant when none is named. */
  readonly activeAgentId: string | null
  normalise(agentId: string): string
}

/** The config of a host with all that makes the app tell plugins of it: settings, agents, the tunnel. */
export class AppConfig {
  readonly #host: ConfiguredHost
  readonly #plugins = new Map<ConfigReader, Deliveries>()
  readonly #agents = new Set<string>()
  #tunnelUrl: string | null = null
  #lastLoaded: string | null = null
  readonly #secretNames = new Set<string>()
  readonly #secretValues = new Set<string>()

  readonly config: HostConfig
  readonly agents: HostAgents
  readonly tunnel: HostTunnel

  constructor(host: ConfiguredHost) {
    this.#host = host
    this.config = this.#makeConfig()
    this.agents = this.#makeAgents()
    this.tunnel = this.#makeTunnel()
  }

  /** First agent of the app: that of the probe (fact sheet, section 3.5). */
  get firstAgent(): string {
    return [...this.#agents][0] ?? DEFAULT_AGENT_ID
  }

  /** From now on config is delivered to that plugin. Result: what it gets upon loading. */
  add(plugin: ConfigReader): { readonly queue: Deliveries; readonly atLoad: readonly Delivery[] } {
    const queue = new Deliveries(plugin)
    this.#plugins.set(plugin, queue)
    this.#lastLoaded = plugin.pluginId
    for (const key of plugin.secretFields) this.#secretNames.add(key)
    return { queue, atLoad: [...this.#agents].flatMap((agentId) => this.#snapshot(plugin, agentId)) }
  }

  /** Config fields that hold secrets, as the manifests of the plugins say. */
  get secretNames(): ReadonlySet<string> {
    return this.#secretNames
  }

  /** Secrets that plugins were told. */
  get secretValues(): ReadonlySet<string> {
    return this.#secretValues
  }

  /** A plugin is about to be told that value. */
  noteTold(key: string, value: string): void {
    if (this.#secretNames.has(key) || isSecretName(key)) this.#secretValues.add(value)
  }

  remove(plugin: ConfigReader): void {
    this.#plugins.delete(plugin)
  }

  /** What an agent has: the values of the Default agent, and its own over them. */
  merged(pluginId: string, agentId: string): Readonly<Record<string, string>> {
    const ofPlugin = this.#values().filter((value) => value.pluginId === pluginId)
    const of = (owner: string) =>
      ofPlugin.filter((value) => value.agentId === owner).map(({ key, value }) => [key, value])
    return Object.fromEntries([...of(DEFAULT_AGENT_ID), ...of(agentId)])
  }

  #makeConfig(): HostConfig {
    const values = () => this.#values()
    return {
      get values() {
        return values()
      },
      [Symbol.iterator]: () => values()[Symbol.iterator](),
      get: (key, owner = {}) => this.#get(key, owner),
      set: async (key, value, owner = {}) => {
        this.#write(key, value, owner)
        await this.#deliver({ key, value, agentId: this.#agentOf(owner) }, owner)
      },
      delete: async (key, owner = {}) => {
        this.#write(key, null, owner)
        await this.#deliver({ key, value: '', agentId: this.#agentOf(owner) }, owner)
      },
    }
  }

  #makeAgents(): HostAgents {
    const agents = this.#agents
    return {
      get ids() {
        return [...agents]
      },
      add: async (agentId) => {
        const id = this.#host.normalise(agentId)
        agents.add(id)
        await this.#sendAll((plugin) => this.#snapshot(plugin, id))
      },
      remove: async (agentId) => {
        const id = this.#host.normalise(agentId)
        if (!agents.delete(id)) return
        await this.#sendAll((plugin) => (plugin.hasRoutes ? [{ key: tunnelKey, value: '', agentId: id }] : []))
        for (const value of this.#values()) if (value.agentId === id) this.#host.store.write(value, null)
      },
      reconnect: async (agentId) => {
        const id = this.#host.normalise(agentId)
        agents.add(id)
        await this.#sendAll((plugin) => this.#snapshot(plugin, id), true)
      },
    }
  }

  #makeTunnel(): HostTunnel {
    const url = () => this.#tunnelUrl
    return {
      get url() {
        return url()
      },
      up: (to) => this.#moveTunnel(to),
      down: () => this.#moveTunnel(null),
    }
  }

  async #moveTunnel(url: string | null): Promise<void> {
    this.#tunnelUrl = url
    await this.#sendAll((plugin) => {
      if (!plugin.hasRoutes) return []
      return [...this.#agents].map((agentId) => {
        this.#host.store.write({ pluginId: plugin.pluginId, agentId, key: tunnelKey }, url)
        return { key: tunnelKey, value: url ?? '', agentId }
      })
    })
  }

  /** Every plugin is told before an error is thrown: one that is stuck keeps the others from nothing. */
  async #sendAll(deliveriesTo: (plugin: ConfigReader) => readonly Delivery[], isForced = false): Promise<void> {
    const plugins = [...this.#plugins]
    const sent = await Promise.allSettled(plugins.map(([plugin, queue]) => queue.send(deliveriesTo(plugin), isForced)))
    const failures = sent.flatMap((delivery) => (delivery.status === 'rejected' ? [delivery.reason] : []))
    throwAll(failures, 'plugins did not take the config')
  }

  async #deliver(delivery: Delivery, owner: ConfigOwner): Promise<void> {
    const pluginId = this.#pluginOf(owner)
    await this.#sendAll((plugin) => (plugin.pluginId === pluginId ? [delivery] : []))
  }

  /** The declared fields that have a value, and the tunnel. */
  #snapshot(plugin: ConfigReader, agentId: string): readonly Delivery[] {
    const stored = this.merged(plugin.pluginId, agentId)
    const fields = [...plugin.fields].map(([key, byDefault]) => ({ key, value: stored[key] ?? byDefault, agentId }))
    const url = this.#tunnelUrl
    if (url !== null && plugin.hasRoutes) {
      this.#host.store.write({ pluginId: plugin.pluginId, agentId, key: tunnelKey }, url)
      fields.push({ key: tunnelKey, value: url, agentId })
    }
    return fields.filter((delivery): delivery is Delivery => delivery.value !== undefined)
  }

  #get(key: string, owner: ConfigOwner): string | undefined {
    const agentId = this.#agentOf(owner)
    const pluginId = this.#pluginOf(owner)
    const find = (agent: string) =>
      this.#values().findLast((at) => at.key === key && at.agentId === agent && at.pluginId === pluginId)?.value
    return find(agentId) ?? find(DEFAULT_AGENT_ID)
  }

  #write(key: string, value: string | null, owner: ConfigOwner): void {
    this.#host.store.write({ pluginId: owner.pluginId ?? null, agentId: this.#agentOf(owner), key }, value)
  }

  #values(): readonly ConfigValue[] {
    return this.#host.store.read()
  }

  #agentOf({ agentId }: ConfigOwner): string {
    return this.#host.normalise(agentId ?? this.#host.activeAgentId ?? DEFAULT_AGENT_ID)
  }

  /** The plugin loaded last; `null` before the first. */
  #pluginOf({ pluginId }: ConfigOwner): string | null {
    return pluginId ?? this.#lastLoaded
  }
}

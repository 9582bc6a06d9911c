/** One value of the config store: what the app keeps in its keychain (fact sheet, section 10). */
export interface ConfigValue {
  /**
   * `null`: set before a plugin was loaded, and the first one that is takes it over; or by `init` of a plugin whose id is not
   * known yet, or was never known, since its load failed.
   */
  readonly pluginId: string | null
  /** `null`: written without an agent, which the app would lose. */
  readonly agentId: string | null
  /** Key as the plugin knows it. */
  readonly key: string
  /** What is stored: always text. */
  readonly value: string
}

/** Whose config is meant. */
export interface ConfigOwner {
  /** Default: `host.activeAgentId`, else the Default agent, whose values every agent falls back to. */
  readonly agentId?: string
  /** Default: the plugin loaded last; before the first is loaded, the one that will be. */
  readonly pluginId?: string
}

/**
 * The config of the plugin as the app keeps it, for each agent, and as the user changes it in the settings view.
 * A change is stored, and delivered to `on_config_changed` of every plugin it concerns: one after another, in
 * order, and only when it differs from the value delivered last (fact sheet, sections 3.4 and 10).
 *
 * @example
 * await host.config.set('bot_token', 'T1', { agentId: AGENT })
 * expect(host.config.get('bot_token', { agentId: AGENT })).toBe('T1')
 */
export interface HostConfig extends Iterable<ConfigValue> {
  /** Everything that is stored, in the order of the first writes. */
  readonly values: readonly ConfigValue[]
  /** What a plugin would read: the agent's own value, else that of the Default agent. */
  get(key: string, owner?: ConfigOwner): string | undefined
  /** Saves a value, as the settings view does. Resolves when it has been delivered. */
  set(key: string, value: string, owner?: ConfigOwner): Promise<void>
  /** Clears a value, as Disconnect does: it is delivered as `""`. */
  delete(key: string, owner?: ConfigOwner): Promise<void>
}

/**
 * The agents of the app. Each gets the config of a plugin when the plugin is loaded, or when the agent is added:
 * the fields that the manifest declares, with the agent's value, else the Default agent's, else the field's default.
 *
 * @example
 * await host.agents.add(AGENT)
 * await host.agents.reconnect(AGENT) // everything is delivered again
 */
export interface HostAgents {
  /** In the order in which they were added. */
  readonly ids: readonly string[]
  /** Adds an agent, and delivers the config to it. Resolves when the plugins have got it. */
  add(agentId: string): Promise<void>
  /** Delivers `tunnel_url` as `""`, then forgets the config of the agent. */
  remove(agentId: string): Promise<void>
  /** The relay of the agent is back: everything is delivered again, also what has not changed. */
  reconnect(agentId: string): Promise<void>
}

/**
 * The tunnel under which routes are reached from outside. Its URL is the config `tunnel_url` of every agent, for
 * plugins with routes.
 */
export interface HostTunnel {
  /** `null` while there is none. */
  readonly url: string | null
  /** Delivers the URL to every agent. Resolves when the plugins have got it. */
  up(url: string): Promise<void>
  /** Delivers `""`. */
  down(): Promise<void>
}

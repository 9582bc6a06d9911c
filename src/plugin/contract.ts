import type { OpenWord } from '../abi/open-word.js'
import type { HTTPMethod } from '../host/request-fields.js'
import type { ManifestOptions, ManifestWarning, PluginManifest } from './manifest/contract.js'

export type * from './manifest/contract.js'

/** Kinds of tool failure that the app knows (fact sheet, section 13); a plugin may send others. */
export type FailureKind =
  | 'invalid_args'
  | 'timeout'
  | 'execution_error'
  | 'unavailable'
  | 'rejected'
  | 'user_denied'
  | 'tool_not_found'

/** A tool that did what it was asked for (fact sheet, section 13). */
export interface ToolSuccess {
  /** Tells it from a failure. */
  readonly ok: true
  /** What the tool answered: any JSON, or the text itself where there is no envelope. */
  readonly result: unknown
  /** What the tool warns of; left out when it warns of nothing. */
  readonly warnings?: readonly string[]
  /** `false`: plain text or JSON without `"ok"`, as the host passes it on. */
  readonly enveloped: boolean
}

/** A tool that could not do what it was asked for (fact sheet, section 13). */
export interface ToolFailure {
  /** Tells it from a success. */
  readonly ok: false
  /** What kind of failure it is; editors offer those that the app knows. */
  readonly kind: OpenWord<FailureKind>
  /** What the model reads. */
  readonly message: string
  /** Whether the model may try again; where the envelope does not say, the kind does. */
  readonly retryable: boolean
  /** Argument that was wrong. */
  readonly field?: string
  /** What would have been right. */
  readonly expected?: string
}

/** What a tool answered (fact sheet, section 13). */
export type ToolResult = (ToolSuccess | ToolFailure) & {
  /** Id of the tool, where the envelope says it. */
  readonly tool?: string
  /** The text as the plugin returned it. */
  readonly raw: string
}

/** Which loaded copy of a plugin's library is used: one for each test file, a private copy for each load, one for the process. */
export type ImageMode = 'file' | 'test' | 'shared'

/** How a plugin is loaded, by `host.load`. */
export interface LoadOptions extends ManifestOptions {
  /**
   * Id that the manifest must have. Left out, it is the name of the directory the app would install it in,
   * if the library lies in `<plugin id>/<version>/`.
   */
  readonly pluginId?: string
  /**
   * Sends the ABI probe after loading: the key `__osaurus_abi_probe__` with a fresh UUID to `on_config_changed`
   * (fact sheet, section 3.5). Default: in the profile `'production'`.
   */
  readonly probe?: boolean
  /** Default `'file'`. */
  readonly image?: ImageMode
  /** Runs the plugin in a process of its own, whatever `image` says. Default: the option of the host, else `false`. */
  readonly isolate?: boolean
}

/** How one call of the plugin is made. */
export interface CallOptions {
  /** Agent of the frame; `undefined` means `host.activeAgentId`, `null` means none. */
  readonly agentId?: string | null
  /**
   * Milliseconds; default: what is left of the test's own limit less a tenth of it, 0.5 s at most, and 50 ms at least. Where no
   * test sets a limit: 30 s, under `'production'` what the app gives the call.
   */
  readonly timeout?: number
}

/** How a request reaches the server of the app, besides what every `fetch` can be told. */
export interface FetchOptions extends RequestInit {
  /**
   * Agent of the request, sent as `X-Osaurus-Agent-Id`; `null` adds none. Left out, it is the one that the request names
   * itself, else `host.activeAgentId`. A bare sub-path, and what comes through the relay, is always for some agent: for
   * the first of `host.agents`, or the Default agent, if need be.
   */
  readonly agentId?: string | null
  /**
   * Where the request comes from: this machine, the tunnel of the agent, or another machine of the local network. Default:
   * `'relay'` for addresses below `host.tunnel.url`, else `'loopback'`.
   */
  readonly from?: 'loopback' | 'relay' | 'network'
}

/** The request that `handle_route` gets, with its wire names (fact sheet, section 11.2). */
export interface RouteRequest {
  /** Id of the route in the manifest. */
  readonly route_id: string
  /** Method of HTTP. */
  readonly method: OpenWord<HTTPMethod>
  /** Sub-path with a leading slash, without query. */
  readonly path: string
  /** What stands in the path for `:name`, percent-decoded. */
  readonly path_params: Readonly<Record<string, string>>
  /** Percent-decoded; of a name that comes twice the last value. */
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case; of a name that comes twice the last value. */
  readonly headers: Readonly<Record<string, string>>
  /** Text, or base64 as `body_encoding` says; `''` without one. */
  readonly body: string
  /** How the body is written. */
  readonly body_encoding: 'utf8' | 'base64'
  /** Always empty in the app. */
  readonly remote_addr: string
  /** Id of the plugin. */
  readonly plugin_id: string
  /** Addresses of the app: its own, below which the plugin is reached, and that of the agent, `''` if unknown. */
  readonly osaurus: { readonly base_url: string; readonly plugin_url: string; readonly agent_address: string }
}

/** What `handle_route` answered (fact sheet, section 11.3). */
export interface RouteResponse {
  /** Status of HTTP. */
  readonly status: number
  /** As the plugin wrote them; the app adds no Content-Type. */
  readonly headers: Readonly<Record<string, string>>
  /** Text of the body; decoded when the plugin sent base64. */
  readonly body: string
  /** The body as bytes. */
  readonly bytes: Uint8Array
  /** The text as the plugin returned it. */
  readonly raw: string
}

/** Events of `on_task_event` by name (fact sheet, section 8.5). */
export type TaskEventType =
  | 'started'
  | 'activity'
  | 'progress'
  | 'clarification'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'output'
  | 'draft'

/** Sums of the strings that the plugin owns (fact sheet, section 2). */
export interface PluginStrings {
  /** How many strings callbacks have returned. */
  readonly returned: number
  /** How many of them went back to the plugin. */
  readonly givenBack: number
}

/**
 * A loaded plugin, called as the app calls it: on native threads, with an agent bound to each callback.
 *
 * @example
 * await using plugin = await host.load('./build/libhello')
 * expect(await plugin.invoke('greet', { name: 'Ada' })).toSucceed({ greeting: 'Hello, Ada!' })
 */
export interface Plugin {
  /** What `get_manifest` returned, decoded (fact sheet, section 12). */
  readonly manifest: PluginManifest
  /** Strings that callbacks of the plugin returned; each is given back once, through the plugin's own `free_string`. */
  readonly strings: PluginStrings
  /** What a registry would object to in the manifest, and the app silently ignores. Nothing ever fails for them. */
  readonly manifestWarnings: readonly ManifestWarning[]
  /**
   * Runs a tool. Responders of the host may be async meanwhile. The arguments are sent as JSON; left out: `{}`.
   *
   * @throws `NULL_RESULT`, `CALL_TIMED_OUT`, `PLUGIN_CRASHED`, `PLUGIN_EXITED`, `PLUGIN_STUCK`, `PLUGIN_DESTROYED`
   * @example
   * const result = await plugin.invoke('greet', { name: 'Ada' }, { agentId: AGENT, timeout: 500 })
   * expect(result).toSucceed({ greeting: 'Hello, Ada!' })
   */
  invoke(toolId: string, args?: unknown, options?: CallOptions): Promise<ToolResult>
  /**
   * The same while this thread waits; responders are served, but must not return promises.
   *
   * @throws what `invoke` rejects with, and `PUMP_TOO_DEEP` when more than 16 such calls are nested
   * @example
   * expect(plugin.invokeSync('greet', { name: 'Ada' })).toSucceed()
   */
  invokeSync(toolId: string, args?: unknown, options?: CallOptions): ToolResult
  /**
   * Calls `invoke` with these very strings, and reads nothing out of the answer: `null` is NULL (fact sheet, section 2).
   *
   * @example
   * expect(await plugin.invokeRaw('artifact', 'share', '{"filename":"a.txt"}')).toBeNull()
   */
  invokeRaw(
    type: OpenWord<'tool' | 'artifact'>,
    id: string,
    payload: string | null,
    options?: CallOptions,
  ): Promise<string | null>
  /**
   * Calls `handle_route`, whatever routes there are; what the request leaves out is filled in as the app does.
   *
   * @throws what `invoke` rejects with, `CALLBACK_MISSING`, and `INVALID_RESPONSE` for what is no response
   * @example
   * const response = await plugin.handleRoute({ method: 'POST', path: '/webhook', body: '{}' })
   * expect(response.status).toBe(204)
   */
  handleRoute(request: Partial<RouteRequest>, options?: CallOptions): Promise<RouteResponse>
  /**
   * Asks the server of the app for a route or a static file of the plugin, with all that the app does before and after
   * `handle_route`: agent, authentication, rate limit, matching, CORS (fact sheet, section 11). No socket is opened.
   *
   * @param request a sub-path of the plugin, or a whole URL below `http://127.0.0.1:1337/plugins/<id>/`
   * @example
   * const response = await plugin.fetch('/notes/7?full=1', { headers: { authorization: `Bearer ${host.accessKey}` } })
   * expect(response.status).toBe(200)
   *
   * @remarks
   * What fails is a response, as it is for a client of the app; its body says why. Only an address that is none, a call
   * that takes longer than its test, and a response that HTTP cannot carry reject. A response to HEAD has its body, since
   * the app sends it. Static files lie in the directory of the library, below `static_dir`.
   */
  fetch(request: Request | string | URL, init?: FetchOptions): Promise<Response>
  /**
   * Calls `on_config_changed`, whatever is stored: `host.config.set` stores it as well (fact sheet, section 3.4). Two of
   * these never run at once in a plugin.
   *
   * @throws what `invoke` rejects with but `NULL_RESULT`, and `CALLBACK_MISSING`
   * @example
   * await plugin.configChanged('bot_token', 'T1', { agentId: AGENT })
   */
  configChanged(key: string, value: string, options?: CallOptions): Promise<void>
  /**
   * Calls `on_task_event` with an event by name or number; the payload is sent as JSON, text as it is, `{}` when it is left
   * out (fact sheet, section 8.5).
   *
   * @throws what `invoke` rejects with but `NULL_RESULT`, and `CALLBACK_MISSING`
   * @example
   * await plugin.taskEvent(host.tasks.last.id, 'completed', { output: 'done' })
   */
  taskEvent(taskId: string, type: TaskEventType | number, payload?: unknown, options?: CallOptions): Promise<void>
  /**
   * Calls `destroy`, when what is on its way to the plugin has arrived. A second call does nothing; `destroy` of a plugin
   * that is stuck in a call is skipped.
   *
   * @throws what a callback ran into that no promise of the test waited for: an event of a task that the plugin has brought
   * about, a route whose client has gone, `on_chunk`, a thread. The end of a test that does not call `destroy` tells of it
   * as well
   * @example
   * await plugin.destroy()
   * expect(host).toHaveFreedEveryString()
   */
  destroy(): Promise<void>
  /**
   * Destroys the plugin and enters its image anew, as the app does on a reload. A library that was rebuilt
   * meanwhile is loaded from the new file.
   *
   * @throws what `load` rejects with, and `PLUGIN_STUCK`
   * @example
   * await plugin.reload()
   * expect(await plugin.invoke('count')).toSucceed(0)
   */
  reload(): Promise<void>
  /** Destroys it: `await using plugin = await host.load(path)`. */
  [Symbol.asyncDispose](): Promise<void>
}

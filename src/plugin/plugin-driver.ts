import { basename, dirname, resolve } from 'node:path'
import { sortedJSON } from '../abi/sorted-json.js'
import { isMockHostError, MockHostError } from '../errors/mockhost-error.js'
import { throwAll } from '../errors/throw-all.js'
import { DEFAULT_AGENT_ID } from '../host/agent-id.js'
import type { ConfigReader, Deliveries, Delivery } from '../host/config/deliveries.js'
import { type HostInternals, internals, type MockHost } from '../host/mock-host.js'
import { waitAtMost } from '../host/real-timers.js'
import type { TaskListener } from '../host/tasks/task-listener.js'
import { frameKinds, Status } from '../native/core.js'
import type { CallOutcome } from '../native/event.js'
import { hold, type LeftFile, type Leftover, type Loaded, letGo, type Scope } from '../native/install-context.js'
import { runtime } from '../native/runtime.js'
import { listConfigFields, listSecretFields } from './config-fields.js'
import type {
  CallOptions,
  FetchOptions,
  LoadOptions,
  ManifestWarning,
  Plugin,
  PluginManifest,
  PluginStrings,
  RouteRequest,
  RouteResponse,
  TaskEventType,
  ToolResult,
} from './contract.js'
import { findEnvelopeMismatch } from './envelope-detection.js'
import type { FrameCall } from './frames.js'
import { parseObject } from './json.js'
import { type ForeignThread, findLeftovers, listForeignThreads, readLeftovers } from './leftovers.js'
import { type Entered, enterPlugin } from './load.js'
import { checkLoadOptions } from './load-options.js'
import { findOpenedFiles, listOpenFiles, type OpenFiles } from './open-files.js'
import { fillRequest, readResponse } from './route.js'
import { doSteps, doStepsSync, type Steps } from './steps.js'
import { taskEventNumber } from './tasks.js'
import { parseToolResult } from './tool-envelope.js'
import type { ServedPlugin } from './web/contract.js'
import { RouteServer } from './web/route-server.js'
import { servingApp } from './web/serving-app.js'

/** Milliseconds that `destroy` may take at the end of a test. */
const destroyTimeout = 2000

/** What the app sends first, to see whether a plugin stands it (fact sheet, section 3.5). */
const probeKey = '__osaurus_abi_probe__'

/** Loads a plugin for a host that is installed, and registers it with the running test. */
export async function loadPlugin(host: MockHost, path: string, given: LoadOptions = {}): Promise<Plugin> {
  const options = checkLoadOptions(given)
  const make = prepare(host, options)
  const plugin = make(await doSteps(enterPlugin(host, path, options)))
  await plugin.start()
  return plugin
}

/** The same while this thread waits. */
export function loadPluginSync(host: MockHost, path: string, options: LoadOptions = {}): Plugin {
  const make = prepare(host, options)
  const plugin = make(doStepsSync(enterPlugin(host, path, options)))
  plugin.startSync()
  return plugin
}

/** Looks around before the plugin is loaded. */
function prepare(host: MockHost, options: LoadOptions): (entered: Entered) => PluginDriver {
  const { scope } = runtime().context()
  const before: Before = {
    threads: listForeignThreads(host[internals].native.binding),
    files: scope.looksForFiles ? listOpenFiles() : undefined,
  }
  return (entered) => new PluginDriver(host, options, entered, before, scope)
}

/** What there was in the process before the plugin was loaded. */
interface Before {
  readonly threads: ReadonlySet<number>
  /** `undefined`: nobody asks. */
  readonly files: OpenFiles | undefined
}

class PluginDriver implements Plugin, Loaded, ConfigReader, TaskListener {
  readonly #host: MockHost
  readonly #options: LoadOptions
  readonly #before: Before
  readonly #scope: Scope
  #server: RouteServer | undefined
  #entered: Entered
  #deliveries: Deliveries | undefined
  /** Nothing more is delivered or loaded: `destroy` was called. */
  #isLeaving = false
  #isDestroyed = false
  /** A `destroy` or `reload` in progress. */
  #leaving: Promise<void> | undefined
  /** Calls in progress that nobody waits for, and what such calls ran into. */
  readonly #abandoned = new Set<Promise<unknown>>()
  readonly #failures: unknown[] = []
  #strings: PluginStrings = { returned: 0, givenBack: 0 }
  #leftovers: readonly Leftover[] = []
  #leftFiles: readonly LeftFile[] = []

  constructor(host: MockHost, options: LoadOptions, entered: Entered, before: Before, scope: Scope) {
    this.#host = host
    this.#options = options
    this.#entered = entered
    this.#before = before
    this.#scope = scope
    this.#tellThreads()
    hold<Loaded>(scope.loaded, this)
  }

  get manifest(): PluginManifest {
    return this.#entered.manifest
  }

  get strings(): PluginStrings {
    const { native } = this.#host[internals]
    if (!this.#isDestroyed) {
      const { words } = native.binding.out
      native.binding.core.pluginStrings(this.#entered.frames.plugin, words)
      this.#strings = { returned: words[0] ?? 0, givenBack: words[1] ?? 0 }
    }
    return this.#strings
  }

  get pluginId(): string {
    return this.manifest.plugin_id
  }

  get isListening(): boolean {
    return this.#entered.isListening
  }

  get hasTaskEvents(): boolean {
    const { native } = this.#host[internals]
    return native.binding.core.pluginHas(this.#entered.frames.plugin, frameKinds.indexOf('on_task_event')) === 1
  }

  get toolIds(): readonly string[] {
    return (this.manifest.capabilities.tools ?? []).map(({ id }) => id)
  }

  async sendTaskEvent(taskId: string, type: number, payload: string, agentId: string | null): Promise<void> {
    await this.#call(taskEventCall(taskId, type, payload, { agentId }))
  }

  get hasRoutes(): boolean {
    return (this.manifest.capabilities.routes ?? []).length > 0
  }

  get fields(): ReadonlyMap<string, string | undefined> {
    return listConfigFields(this.manifest)
  }

  get secretFields(): readonly string[] {
    return listSecretFields(this.manifest)
  }

  /** Begins to deliver config; what comes meanwhile waits behind what the plugin gets upon loading. */
  async start(): Promise<void> {
    const { queue, first } = this.#listen()
    await queue.inTurn(() => doSteps(first))
  }

  /** The same while this thread waits: nothing can come meanwhile. */
  startSync(): void {
    doStepsSync(this.#listen().first)
  }

  #listen(): { readonly queue: Deliveries; readonly first: Steps<void> } {
    const { appConfig, simulation } = this.#host[internals]
    simulation.storage.start(this.pluginId)
    const { queue, atLoad } = appConfig.add(this)
    simulation.tasks.add(this)
    this.#deliveries = queue
    return { queue, first: this.#deliverFirst(queue, atLoad) }
  }

  /** What the app does with a plugin that it has just loaded: the probe, then the config of every agent. */
  *#deliverFirst(queue: Deliveries, atLoad: readonly Delivery[]): Steps<void> {
    const { appConfig, options } = this.#host[internals]
    const isProbed = this.#options.probe ?? options.profile === 'production'
    const probe = { key: probeKey, value: crypto.randomUUID().toUpperCase(), agentId: appConfig.firstAgent }
    for (const delivery of queue.claim(isProbed ? [probe, ...atLoad] : atLoad)) {
      yield {
        frames: this.#entered.frames,
        call: this.#configCall(delivery.key, delivery.value, { agentId: delivery.agentId }),
      }
    }
  }

  async deliver({ key, value, agentId }: Delivery): Promise<void> {
    await this.#call(this.#configCall(key, value, { agentId }))
  }

  #configCall(key: string, value: string, options: CallOptions | undefined): FrameCall {
    this.#host[internals].appConfig.noteTold(key, value)
    return frameCall('on_config_changed', `on_config_changed "${key}"`, [key, value], options)
  }

  get manifestWarnings(): readonly ManifestWarning[] {
    return this.#entered.warnings()
  }

  get leftovers(): readonly Leftover[] {
    return this.#leftovers
  }

  get leftFiles(): readonly LeftFile[] {
    return this.#leftFiles
  }

  async invoke(toolId: string, args?: unknown, options?: CallOptions): Promise<ToolResult> {
    const call = this.#toolCall(toolId, args, options)
    return this.#readResult(textOf(await this.#call(call), call), toolId)
  }

  invokeSync(toolId: string, args?: unknown, options?: CallOptions): ToolResult {
    const call = this.#toolCall(toolId, args, options)
    this.#assertAlive(call)
    return this.#readResult(textOf(this.#entered.frames.callSync(call), call), toolId)
  }

  async invokeRaw(type: string, id: string, payload: string | null, options?: CallOptions): Promise<string | null> {
    const call = { ...rawCall(type, id, payload, options), hasNoAgent: type === 'artifact' }
    return (await this.#call(call)).text
  }

  async handleRoute(request: Partial<RouteRequest>, options?: CallOptions): Promise<RouteResponse> {
    const title = `handle_route ${request.method ?? 'GET'} ${request.path ?? '/'}`
    const { limits, simulated } = this.#host[internals]
    const call = {
      ...frameCall('handle_route', title, [this.#fillRequest(request)], options),
      ...(simulated.isStrict && { limit: [limits.routeTimeout, 'routeTimeout'] as const }),
    }
    return readResponse(textOf(await this.#call(call), call))
  }

  #fillRequest(request: Partial<RouteRequest>): string {
    return fillRequest(request, this.manifest, this.#host.tunnel.url)
  }

  async fetch(request: Request | string | URL, init: FetchOptions = {}): Promise<Response> {
    this.#server ??= new RouteServer(this.#served(), servingApp(this.#host))
    return this.#server.fetch(request, init)
  }

  /** The plugin as the server of the app sees it. */
  #served(): ServedPlugin {
    const driver = this
    return {
      get manifest() {
        return driver.manifest
      },
      get isLoaded() {
        return !driver.#isDestroyed
      },
      get hasRouteHandler() {
        return driver.#has('handle_route')
      },
      get directory() {
        return dirname(driver.#entered.library.path)
      },
      handleRoute: ({ title, request, agentId }) =>
        driver.#call(frameCall('handle_route', title, [request], { agentId })).then(({ text }) => text),
      abandon: (answer) => driver.#abandon(answer),
    }
  }

  /** The end of the plugin waits for that call, and tells what it ran into. */
  #abandon(call: Promise<unknown>): void {
    const over = call
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#abandoned.delete(over))
    this.#abandoned.add(over)
  }

  #has(kind: FrameCall['kind']): boolean {
    const { core } = this.#host[internals].native.binding
    return core.pluginHas(this.#entered.frames.plugin, frameKinds.indexOf(kind)) === 1
  }

  async configChanged(key: string, value: string, options?: CallOptions): Promise<void> {
    const call = this.#configCall(key, value, options)
    // The app never has two of these at once in a plugin (fact sheet, section 3.4).
    const made = await (this.#deliveries?.inTurn(() => this.#call(call)) ?? this.#call(call))
    assertMade(made, call)
  }

  async taskEvent(
    taskId: string,
    type: TaskEventType | number,
    payload: unknown = {},
    options?: CallOptions,
  ): Promise<void> {
    const number = taskEventNumber(type)
    const text = typeof payload === 'string' ? payload : sortedJSON(payload)
    const call = taskEventCall(taskId.toUpperCase(), number, text, options)
    assertMade(await this.#call(call), call)
  }

  async destroy(): Promise<void> {
    if (this.#isLeaving) return
    await this.#during(async () => {
      try {
        await this.#destroy()
      } finally {
        this.#entered.process?.end()
      }
    })
    // One that left threads behind stays known: the end of the test names them.
    if (this.#leftovers.length === 0 && this.#leftFiles.length === 0) letGo<Loaded>(this.#scope.loaded, this)
  }

  reload(): Promise<void> {
    return this.#during(() => this.#reload())
  }

  async #reload(): Promise<void> {
    const { frames, library } = this.#entered
    if (!this.#isLeaving) await this.#destroy()
    frames.assertNotStuck('the entry function')
    this.#entered = await doSteps(enterPlugin(this.#host, library.path, this.#options, this.#entered))
    this.#isLeaving = this.#isDestroyed = false
    this.#tellThreads()
    hold<Loaded>(this.#scope.loaded, this)
    await this.start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy()
  }

  async destroyAtEnd(): Promise<readonly unknown[]> {
    try {
      await this.#leaving
      // Whoever called destroy was told all that there is to tell.
      if (this.#isLeaving) return []
      return this.#isReachable ? await this.#leave({ timeout: destroyTimeout }) : await this.#endOutOfReach()
    } catch (error) {
      return [error]
    } finally {
      this.#entered.process?.end()
    }
  }

  /** Its host was uninstalled before: nothing can be called any more, which is no failure, but what was called may have failed. */
  async #endOutOfReach(): Promise<readonly unknown[]> {
    await this.#settleAbandoned(destroyTimeout)
    return this.#takeFailures().filter((error) => isMockHostError(error) && error.end !== undefined)
  }

  /** The end of the test waits for a `destroy` or `reload` that the test has not awaited. */
  async #during(leave: () => Promise<void>): Promise<void> {
    const leaving = leave()
    this.#leaving = leaving
    try {
      await leaving
    } finally {
      if (this.#leaving === leaving) this.#leaving = undefined
    }
  }

  /** A host of version 1 is never installed. */
  get #isReachable(): boolean {
    return this.#host.isInstalled || this.#host[internals].options.abiVersion === 1
  }

  async #destroy(): Promise<void> {
    throwAll(await this.#leave({}), 'failures came to light when the plugin was destroyed')
  }

  /** Result: what nobody has been told yet. It does not keep the plugin from being destroyed, unless the plugin is stuck. */
  async #leave(options: CallOptions): Promise<readonly unknown[]> {
    try {
      await this.#shutDown(options)
      return this.#takeFailures()
    } catch (error) {
      return [...this.#takeFailures(), error]
    }
  }

  /** A stuck plugin is not destroyed: its thread still runs in it. */
  async #shutDown(options: CallOptions): Promise<void> {
    const { frames, library, unregister } = this.#entered
    this.#isLeaving = true
    this.#host[internals].appConfig.remove(this)
    // As in the app, deliveries that were on their way still run (fact sheet, section 3.4).
    if (frames.stuckIn === undefined) await this.#settleDeliveries(options.timeout)
    this.#host[internals].simulation.tasks.remove(this)
    this.#strings = this.strings
    this.#isDestroyed = true
    if (frames.stuckIn === undefined) await frames.drain(options.timeout)
    await this.#settleAbandoned(frames.stuckIn === undefined ? 0 : destroyTimeout)
    if (frames.stuckIn !== undefined) return
    this.#host[internals].simulation.storage.stop(this.pluginId)
    // What is left of a process that has ended cannot be destroyed, and its end is told otherwise.
    const { process } = this.#entered
    const call: FrameCall = { kind: 'destroy', title: 'destroy', options, hasNoAgent: true }
    const said = process?.isAlive === false ? null : (await frames.call(call)).text
    unregister()
    const host = this.#host[internals]
    const { address, binding } = host.native
    binding.core.pluginDestroy(frames.plugin)
    host.findings.pluginLeft(binding.core.journalCount(address))
    const left = process === undefined ? await this.#findLeftovers(host) : readLeftovers(said)
    this.#noteLeftovers(host, left, basename(library.path))
    this.#leftFiles = [...this.#leftFiles, ...(await this.#findLeftFiles(host, basename(library.path)))]
  }

  async #settleDeliveries(timeout: number | undefined): Promise<void> {
    await Promise.all([this.#deliveries?.settle(timeout), this.#host[internals].simulation.tasks.settle(timeout)])
  }

  /** Waits for calls that no promise of the test waits for, at most so many milliseconds. */
  async #settleAbandoned(timeout: number): Promise<void> {
    const { tasks } = this.#host[internals].simulation
    await Promise.all([tasks.settle(timeout), waitAtMost(timeout, Promise.all(this.#abandoned))])
  }

  /** What callbacks and threads ran into that no promise of the test waits for, each failure once. */
  #takeFailures(): readonly unknown[] {
    const host = this.#host[internals]
    const ofEvents = host.simulation.tasks.takeFailures(this)
    const news = this.#entered.frames.newsIn([...ofEvents, ...this.#failures.splice(0)])
    // The host of the test would tell of these at its end, other hosts would not.
    return [...news, ...host.takeCrashes()]
  }

  #findLeftovers({ native }: HostInternals): Promise<readonly ForeignThread[]> {
    const before = this.#before.threads
    return findLeftovers(native.binding, this.#hasCompany ? { before, callers: this.#callers } : { before })
  }

  #noteLeftovers({ native }: HostInternals, left: readonly ForeignThread[], library: string): void {
    if (left.length === 0) return
    for (const table of native.tables) native.binding.core.keepTrampolines(table)
    this.#leftovers = left.map((thread) => ({ ...thread, library }))
  }

  /** What is open is held against the test alone that runs by itself; an isolated plugin takes its files along. */
  async #findLeftFiles({ simulation, options }: HostInternals, library: string): Promise<readonly LeftFile[]> {
    const { files: before } = this.#before
    if (before === undefined) return []
    const isOfHost = (path: string) => options.database !== undefined && path.startsWith(resolve(options.database))
    const isOpen = !this.#hasCompany && this.#entered.process === undefined
    const opened = isOpen ? await findOpenedFiles(before, isOfHost) : []
    const artifacts = simulation.files.unnamed.filter((path) => !opened.includes(path))
    return [
      ...opened.map((path) => ({ path, how: 'open', library }) as const),
      ...artifacts.map((path) => ({ path, how: 'artifact', library }) as const),
    ]
  }

  /** A call that does not return is told of with the threads of the plugin. */
  #tellThreads(): void {
    this.#entered.frames.threadsBefore = () => (this.#hasCompany ? undefined : this.#before.threads)
  }

  /** Whether threads that are new since the load may be those of other plugins. */
  get #hasCompany(): boolean {
    const { installed } = this.#host[internals].native.binding.counters
    return this.#scope.hasCompany || installed > this.#scope.installed.length
  }

  /** OS ids of the threads that called through the tables of the host. */
  readonly #callers = (): ReadonlySet<number> => {
    const dropped = this.#host.drops.map(({ thread }) => thread)
    return new Set([...this.#host.threads, ...dropped].map(({ osId }) => osId))
  }

  #readResult(raw: string, toolId: string): ToolResult {
    const mismatch = findEnvelopeMismatch(raw)
    if (mismatch !== undefined) {
      const message = `The result of the tool "${toolId}" is read in another way than it is meant. ${mismatch.message}`
      this.#host[internals].findings.add('ENVELOPE_MISMATCH', { message })
    }
    return parseToolResult(raw)
  }

  #toolCall(toolId: string, args: unknown, options: CallOptions | undefined): FrameCall {
    const call = this.#filledToolCall(toolId, args, options)
    const { toolTimeout } = this.#host[internals].limits
    return Number.isFinite(toolTimeout) ? { ...call, limit: [toolTimeout, 'toolTimeout'] } : call
  }

  /** The arguments with what the app adds to them (fact sheet, section 2). */
  #filledToolCall(toolId: string, args: unknown, options: CallOptions | undefined): FrameCall {
    const text = JSON.stringify(args === undefined ? {} : args)
    const call = rawCall('tool', toolId, text, options)
    const added = this.#addedArguments(call)
    const given = Object.keys(added).length === 0 ? undefined : parseObject(text)
    return given === undefined ? call : rawCall('tool', toolId, sortedJSON({ ...given, ...added }), options)
  }

  #addedArguments(call: FrameCall): Readonly<Record<string, unknown>> {
    const { options, appConfig } = this.#host[internals]
    const { workingDirectory } = this.#host
    if (options.profile === 'upstream') return {}
    const agentId = this.#entered.frames.agentOf(call)
    const secrets = agentId === null || agentId === DEFAULT_AGENT_ID ? {} : appConfig.merged(this.pluginId, agentId)
    return {
      ...(Object.keys(secrets).length > 0 && { _secrets: secrets }),
      ...(workingDirectory !== null && { _context: { working_directory: workingDirectory } }),
    }
  }

  #call(call: FrameCall): Promise<CallOutcome> {
    try {
      this.#assertAlive(call)
      return this.#entered.frames.call(call)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #assertAlive({ title }: FrameCall): void {
    if (!this.#isDestroyed) return
    throw new MockHostError({
      code: 'PLUGIN_DESTROYED',
      message: `${title} was not called: the plugin has been destroyed.`,
      fix: 'call reload() first, or load the plugin again',
    })
  }
}

function rawCall(type: string, id: string, payload: string | null, options: CallOptions | undefined): FrameCall {
  return frameCall('invoke', `invoke "${id}"`, [type, id, payload], options)
}

function frameCall(
  kind: FrameCall['kind'],
  title: string,
  texts: readonly (string | null)[],
  options: CallOptions | undefined,
): FrameCall {
  return options === undefined ? { kind, title, texts } : { kind, title, texts, options }
}

function taskEventCall(taskId: string, number: number, payload: string, options: CallOptions | undefined): FrameCall {
  return { ...frameCall('on_task_event', `on_task_event ${number}`, [taskId, payload], options), number }
}

function assertMade(outcome: CallOutcome, call: FrameCall): void {
  if (outcome.status !== Status.callbackMissing) return
  throw new MockHostError({
    code: 'CALLBACK_MISSING',
    message: `The plugin has no ${call.kind}: the pointer in its table is NULL, or it uses the v1 entry.`,
    fix: `fill ${call.kind} in osr_plugin_api and export osaurus_plugin_entry_v2`,
  })
}

function textOf(outcome: CallOutcome, call: FrameCall): string {
  assertMade(outcome, call)
  if (outcome.text !== null) return outcome.text
  throw new MockHostError({
    code: 'NULL_RESULT',
    message: `${call.title} returned NULL.`,
    fix: 'return a string that free_string of the plugin can free; the app reports an error to the caller',
  })
}

import { basename } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import { type HostInternals, internals, type MockHost } from '../host/mock-host.js'
import { Status } from '../native/core.js'
import type { CallOutcome } from '../native/event.js'
import type { Leftover, Loaded, Scope } from '../native/install-context.js'
import { runtime } from '../native/runtime.js'
import type {
  CallOptions,
  LoadOptions,
  Plugin,
  PluginManifest,
  RouteRequest,
  RouteResponse,
  TaskEventType,
  ToolResult,
} from './contract.js'
import type { FrameCall } from './frames.js'
import { findLeftovers, listForeignThreads } from './leftovers.js'
import { type Entered, enterPlugin } from './load.js'
import { checkLoadOptions } from './load-options.js'
import { fillRequest, readResponse } from './route.js'
import { sortedJSON } from './sorted-json.js'
import { doSteps, doStepsSync } from './steps.js'
import { taskEventNumber } from './tasks.js'
import { parseToolResult } from './tool-envelope.js'

/** Milliseconds that `destroy` may take at the end of a test. */
const destroyTimeout = 2000

/** Loads a plugin for a host that is installed, and registers it with the running test. */
export async function loadPlugin(host: MockHost, path: string, given: LoadOptions = {}): Promise<Plugin> {
  const options = checkLoadOptions(given)
  const make = prepare(host, options)
  return make(await doSteps(enterPlugin(host, path, options)))
}

/** The same while this thread waits. */
export function loadPluginSync(host: MockHost, path: string, options: LoadOptions = {}): Plugin {
  const make = prepare(host, options)
  return make(doStepsSync(enterPlugin(host, path, options)))
}

/** Looks around before the plugin is loaded. */
function prepare(host: MockHost, options: LoadOptions): (entered: Entered) => Plugin {
  const before = listForeignThreads(host[internals].native.binding)
  const { scope } = runtime().context()
  return (entered) => new PluginDriver(host, options, entered, before, scope)
}

class PluginDriver implements Plugin, Loaded {
  readonly #host: MockHost
  readonly #options: LoadOptions
  readonly #threadsBefore: ReadonlySet<number>
  readonly #scope: Scope
  #entered: Entered
  #isDestroyed = false
  #leftovers: readonly Leftover[] = []

  constructor(
    host: MockHost,
    options: LoadOptions,
    entered: Entered,
    threadsBefore: ReadonlySet<number>,
    scope: Scope,
  ) {
    this.#host = host
    this.#options = options
    this.#entered = entered
    this.#threadsBefore = threadsBefore
    this.#scope = scope
    scope.loaded.add(this)
  }

  get manifest(): PluginManifest {
    return this.#entered.manifest
  }

  get leftovers(): readonly Leftover[] {
    return this.#leftovers
  }

  async invoke(toolId: string, args?: unknown, options?: CallOptions): Promise<ToolResult> {
    const call = toolCall(toolId, args, options)
    return parseToolResult(textOf(await this.#call(call), call))
  }

  invokeSync(toolId: string, args?: unknown, options?: CallOptions): ToolResult {
    const call = toolCall(toolId, args, options)
    this.#assertAlive(call)
    return parseToolResult(textOf(this.#entered.frames.callSync(call), call))
  }

  async invokeRaw(type: string, id: string, payload: string | null, options?: CallOptions): Promise<string | null> {
    const call = { ...rawCall(type, id, payload, options), hasNoAgent: type === 'artifact' }
    return (await this.#call(call)).text
  }

  async handleRoute(request: Partial<RouteRequest>, options?: CallOptions): Promise<RouteResponse> {
    const title = `handle_route ${request.method ?? 'GET'} ${request.path ?? '/'}`
    const call = frameCall('handle_route', title, [fillRequest(request, this.manifest)], options)
    return readResponse(textOf(await this.#call(call), call))
  }

  async configChanged(key: string, value: string, options?: CallOptions): Promise<void> {
    const call = frameCall('on_config_changed', `on_config_changed "${key}"`, [key, value], options)
    assertMade(await this.#call(call), call)
  }

  async taskEvent(
    taskId: string,
    type: TaskEventType | number,
    payload: unknown = {},
    options?: CallOptions,
  ): Promise<void> {
    const number = taskEventNumber(type)
    const text = typeof payload === 'string' ? payload : sortedJSON(payload)
    const call = frameCall('on_task_event', `on_task_event ${type}`, [taskId.toUpperCase(), text], options)
    assertMade(await this.#call({ ...call, number }), call)
  }

  async destroy(): Promise<void> {
    if (this.#isDestroyed) return
    await this.#destroy({})
    // One that left threads behind stays known: the end of the test names them.
    if (this.#leftovers.length === 0) this.#scope.loaded.delete(this)
  }

  async reload(): Promise<void> {
    const { frames, library, image } = this.#entered
    if (!this.#isDestroyed) await this.#destroy({})
    frames.assertNotStuck('the entry function')
    this.#entered = await doSteps(enterPlugin(this.#host, library.path, this.#options, image))
    this.#isDestroyed = false
    this.#scope.loaded.add(this)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy()
  }

  async destroyAtEnd(): Promise<unknown[]> {
    if (this.#isDestroyed || this.#entered.frames.stuckIn !== undefined || !this.#host.isInstalled) return []
    try {
      await this.#destroy({ timeout: destroyTimeout })
      return []
    } catch (error) {
      return [error]
    }
  }

  /** A stuck plugin is not destroyed: its thread still runs in it. */
  async #destroy(options: CallOptions): Promise<void> {
    const { frames, library } = this.#entered
    this.#isDestroyed = true
    if (frames.stuckIn === undefined) await frames.drain(options.timeout)
    if (frames.stuckIn !== undefined) return
    await frames.call({ kind: 'destroy', title: 'destroy', options, hasNoAgent: true })
    const host = this.#host[internals]
    const { address, binding } = host.native
    binding.core.pluginDestroy(frames.plugin)
    host.findings.pluginLeft(binding.core.journalCount(address))
    await this.#noteLeftovers(host, basename(library.path))
  }

  async #noteLeftovers({ native }: HostInternals, library: string): Promise<void> {
    const left = await findLeftovers(native.binding, this.#threadsBefore)
    if (left.length === 0) return
    for (const table of native.tables) native.binding.core.keepTrampolines(table)
    this.#leftovers = left.map((thread) => ({ ...thread, library }))
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

function toolCall(toolId: string, args: unknown, options: CallOptions | undefined): FrameCall {
  return rawCall('tool', toolId, JSON.stringify(args === undefined ? {} : args), options)
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

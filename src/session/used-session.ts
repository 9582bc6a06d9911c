import { resolve } from 'node:path'
import { type ErrorRecord, MockHostError } from '../errors/mockhost-error.js'
import { internals, MockHost } from '../host/mock-host.js'
import type { NativeHost } from '../host/native-host.js'
import { type HostOptions, optionsForTests } from '../host/options.js'
import type { Binding } from '../native/binding.js'
import { runtime } from '../native/runtime.js'
import type { LoadOptions, Plugin } from '../plugin/contract.js'
import { loadPluginSync } from '../plugin/plugin-driver.js'
import type { EndedHosts, TestInfo, TestSession, UsedSession } from './contract.js'
import { LateFailures } from './ended-host.js'
import { failuresOfHost } from './fail-on.js'
import { traceTest } from './journal/trace-file.js'
import type { ResolvedOptions } from './options.js'

/** The host of a test, made and installed at its first use, and what happens to it at the end. */
export class TestHost implements UsedSession {
  readonly #session: TestSession
  readonly #host: MockHost
  /** Taken at once: a host that the test has closed gives it no more. */
  readonly #native: NativeHost
  #plugin: Promise<Plugin> | undefined
  #loadedPlugin: Plugin | undefined
  /** This thread waits until the plugin is loaded. */
  #waitsForPlugin = false
  note: string | undefined
  /** By the end of the test: crashes of the process, drops and bad frees of the host. */
  #seen = { crashes: 0, drops: 0, badFrees: 0 }

  constructor(session: TestSession) {
    const { name, options } = session.info
    const host = new MockHost(hostOptionsOf(session.info))
    const inner = host[internals]
    inner.rename(`the host of "${name}"`)
    this.#session = session
    this.#host = host
    // A host of version 1 has no table to install.
    this.#native = options.abiVersion === 1 ? inner.native : inner.installIn(session.bottom)
  }

  get host(): MockHost {
    return this.#host
  }

  /** The plugin of the test, loaded at the first call, and anew after a failure. */
  plugin(): Promise<Plugin> {
    // A responder asks, of which this thread waits for the answer: the promise goes on when it waits no more.
    if (this.#waitsForPlugin) return Promise.resolve().then(() => this.plugin())
    if (this.#plugin === undefined) {
      this.#plugin = this.#load()
      this.#plugin.catch(() => {
        this.#plugin = undefined
      })
    }
    return this.#plugin
  }

  /**
   * The plugin at once: if need be it is loaded while this thread waits.
   *
   * @param member of `plugin`, that asks
   */
  pluginSync(member: string): Plugin {
    if (this.#loadedPlugin !== undefined) return this.#loadedPlugin
    // A second one in the same image would share its globals.
    if (this.#plugin !== undefined || this.#waitsForPlugin) throw stillLoading(member)
    const loaded = this.#loadSync()
    this.#loadedPlugin = loaded
    this.#plugin = Promise.resolve(loaded)
    return loaded
  }

  finish(): readonly unknown[] {
    const { info } = this.#session
    const inner = this.#host[internals]
    this.note = traceTest(this.#session, this.#host)
    // A test answers only for drops through its own table.
    const errors = failuresOfHost(this.#host, info, { anyonesCrashes: true, drops: true })
    const { binding } = this.#native
    const badFrees = binding.counters.badFrees === 0 ? 0 : this.#native.counts().badFrees
    this.#seen = { crashes: binding.counters.crashes, drops: inner.dropCount, badFrees }
    inner.uninstallAnywhere()
    inner.end(hostEnded(info.name))
    return errors
  }

  close(): EndedHosts {
    const { info, bottom } = this.#session
    const late = lateFailuresOf(bottom.scope.fileToken, this.#native.binding)
    const { crashes, drops, badFrees } = this.#seen
    const { failOn, allowViolations } = info.options
    const asksForFrees = failOn.includes('badFrees') && allowViolations?.BAD_FREE === undefined
    late.add(this.#native, info.name, {
      crashes,
      drops: failOn.includes('drops') ? drops : undefined,
      badFrees: asksForFrees ? badFrees : undefined,
    })
    this.#host.close()
    return late
  }

  #loadSync(): Plugin {
    this.#waitsForPlugin = true
    try {
      return runtime().runIn(this.#session.bottom, () => loadPluginSync(this.host, this.#path(), this.#loadOptions))
    } finally {
      this.#waitsForPlugin = false
    }
  }

  async #load(): Promise<Plugin> {
    const path = this.#path()
    this.#loadedPlugin = await runtime().runIn(this.#session.bottom, () => this.host.load(path, this.#loadOptions))
    return this.#loadedPlugin
  }

  get #loadOptions(): LoadOptions {
    const { options, isConcurrent } = this.#session.info
    // Two tests at once in one image would share its globals, its pointer to the host table among them.
    return { image: options.image ?? (isConcurrent === true ? 'test' : 'file') }
  }

  #path(): string {
    const { root, options } = this.#session.info
    if (options.plugin === undefined) throw noPlugin()
    return resolve(root, options.plugin)
  }
}

function noPlugin(): MockHostError {
  return new MockHostError({
    code: 'NO_PLUGIN',
    message: 'The test uses `plugin`, but no library is configured.',
    fix: "give the environment the option plugin: './build/libhello', or load one with host.load(path)",
  })
}

function stillLoading(member: string): MockHostError {
  return new MockHostError({
    code: 'PLUGIN_ALREADY_LOADED',
    message: `\`plugin.${member}\` was used while the first use of \`plugin\` is still loading it, and would have loaded it twice.`,
    fix: `await the first call before: await plugin.invoke(...), and then plugin.${member}`,
  })
}

const hostOptions = new WeakMap<ResolvedOptions, HostOptions>()

/** The same for all tests of a suite: worked out once. */
function hostOptionsOf({ options, root }: TestInfo): HostOptions {
  let found = hostOptions.get(options)
  if (found === undefined) {
    const { database } = options
    found = optionsForTests({ ...options, database: database && pathOfDatabase(root, database) })
    hostOptions.set(options, found)
  }
  return found
}

/** `:memory:` and URIs are not paths. */
function pathOfDatabase(root: string, database: string): string {
  return /^(:|file:)/.test(database) ? database : resolve(root, database)
}

/** Of the file whose tests run, by its token. */
let present: { readonly fileToken: number; readonly late: LateFailures } | undefined

function lateFailuresOf(fileToken: number, binding: Binding): LateFailures {
  if (present?.fileToken !== fileToken) present = { fileToken, late: new LateFailures(binding) }
  return present.late
}

export function hostEnded(test: string): ErrorRecord {
  return {
    code: 'HOST_ENDED',
    message: `The host of the test "${test}" was used after the test had ended.`,
    fix: 'await everything that the test starts; what it left running belongs to no host any more',
  }
}

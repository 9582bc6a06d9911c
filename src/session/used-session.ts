import { resolve } from 'node:path'
import { type ErrorRecord, MockHostError } from '../errors/mockhost-error.js'
import type { DroppedCall } from '../host/contract.js'
import { internals, MockHost } from '../host/mock-host.js'
import { asChecked, isHostOption, type MockHostOptions } from '../host/options.js'
import { runtime } from '../native/runtime.js'
import type { LoadOptions, Plugin } from '../plugin/contract.js'
import { loadPluginSync } from '../plugin/plugin-driver.js'
import { formatDrops } from '../report/drop-table.js'
import type { TestInfo, TestSession, UsedSession } from './contract.js'
import { failuresOf } from './fail-on.js'

/** The host of a test, made and installed at its first use, and what happens to it at the end. */
export class TestHost implements UsedSession {
  readonly #session: TestSession
  /** Reads the drops of the host, also when the host itself is gone. */
  readonly #readDrops: () => readonly DroppedCall[]
  #host: MockHost | WeakRef<MockHost>
  #plugin: Promise<Plugin> | undefined
  #loadedPlugin: Plugin | undefined
  #seenDrops = 0

  constructor(session: TestSession) {
    const host = new MockHost(asChecked(hostOptions(session.info)))
    this.#session = session
    this.#host = host
    if (session.info.options.abiVersion !== 1) runtime().runIn(session.bottom, () => host.hostAPIPointer())
    this.#readDrops = host[internals].dropsReader()
  }

  get host(): MockHost {
    const host = this.#host instanceof MockHost ? this.#host : this.#host.deref()
    if (host === undefined) throw new MockHostError(hostEnded(this.#session.info.name))
    return host
  }

  /** The plugin of the test, loaded at the first call. */
  plugin(): Promise<Plugin> {
    this.#plugin ??= this.#load()
    return this.#plugin
  }

  /** The plugin at once: if need be it is loaded while this thread waits. */
  pluginSync(): Plugin {
    if (this.#loadedPlugin !== undefined) return this.#loadedPlugin
    const { bottom } = this.#session
    const loaded = runtime().runIn(bottom, () => loadPluginSync(this.host, this.#path(), this.#loadOptions))
    this.#loadedPlugin = loaded
    this.#plugin = Promise.resolve(loaded)
    return loaded
  }

  async finish(): Promise<unknown[]> {
    const { info } = this.#session
    const inner = this.host[internals]
    const errors: unknown[] = [...inner.takeCrashes(), ...inner.findings.unexpectedErrors]
    if (info.options.failOn.includes('drops')) {
      errors.push(...this.#droppedCalls('during', inner.findings.acknowledgedDrops))
    }
    errors.push(...failuresOf(info, inner.findings))
    this.#seenDrops = this.#readDrops().length
    inner.uninstallAnywhere()
    inner.end(hostEnded(info.name))
    return errors
  }

  lateDrops(): unknown[] {
    if (!this.#session.info.options.failOn.includes('drops')) return []
    const errors = this.#droppedCalls('after', this.#seenDrops)
    this.#seenDrops = this.#readDrops().length
    return errors
  }

  close(): void {
    this.host.close()
    this.#host = new WeakRef(this.host)
    this.#plugin = this.#loadedPlugin = undefined
    // Plugins hold their host, and the session lives as long as the file.
    this.#session.bottom.scope.loaded.clear()
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

  /** A test answers only for drops through its own table that no assertion has dealt with. */
  #droppedCalls(when: 'during' | 'after', expected: number): MockHostError[] {
    const unexpected = this.#readDrops().slice(expected)
    if (unexpected.length === 0) return []
    return [when === 'during' ? droppedDuring(this.#session, unexpected) : droppedAfter(this.#session, unexpected)]
  }
}

function noPlugin(): MockHostError {
  return new MockHostError({
    code: 'NO_PLUGIN',
    message: 'The test uses `plugin`, but no library is configured.',
    fix: "give the environment the option plugin: './build/libhello', or load one with host.load(path)",
  })
}

function hostOptions({ name, options }: TestInfo): MockHostOptions {
  const present = Object.entries(options).filter(([key, value]) => isHostOption(key) && value !== undefined)
  return { name: `the host of "${name}"`, ...Object.fromEntries(present) }
}

export function hostEnded(test: string): ErrorRecord {
  return {
    code: 'HOST_ENDED',
    message: `The host of the test "${test}" was used after the test had ended.`,
    fix: 'await everything that the test starts; what it left running belongs to no host any more',
  }
}

function droppedDuring({ info }: TestSession, drops: readonly DroppedCall[]): MockHostError {
  return new MockHostError({
    code: 'DROPPED_CALLS',
    message: `${countCalls(drops)} of the test "${info.name}" reached no host.`,
    details: [['drops', `\n${formatDrops(drops)}`]],
    fix: "say expect(host).toHaveDroppedCalls() if that is what the test is about; attribution: 'table' tells hosts apart",
  })
}

function droppedAfter({ info }: TestSession, drops: readonly DroppedCall[]): MockHostError {
  return new MockHostError({
    code: 'DROPPED_CALLS',
    message: `${countCalls(drops)} came after the test "${info.name}" had ended.`,
    details: [['drops', `\n${formatDrops(drops)}`]],
    fix: "end the plugin's threads in destroy, and await their work in the test; image: 'test' keeps tests apart",
  })
}

function countCalls(drops: readonly DroppedCall[]): string {
  return drops.length === 1 ? 'A call' : `${drops.length} calls`
}

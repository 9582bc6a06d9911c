import { resolve } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import { internals, MockHost } from '../host/mock-host.js'
import { runtime } from '../native/runtime.js'
import type { LoadOptions, Plugin } from '../plugin/contract.js'
import { loadPluginSync } from '../plugin/plugin-driver.js'
import { formatDrops } from '../report/drop-table.js'
import type { TestSession, UsedSession } from './contract.js'

/** The host of a test, made and installed at its first use, and what happens to it at the end. */
export class TestHost implements UsedSession {
  readonly host: MockHost
  readonly #session: TestSession
  #plugin: Promise<Plugin> | undefined
  #loadedPlugin: Plugin | undefined
  #seenDrops = 0

  constructor(session: TestSession) {
    const { responderTimeout, journalLimit, frameStackSize, profile, abiVersion, attribution } = session.info.options
    this.#session = session
    this.host = new MockHost({
      name: `the host of "${session.info.name}"`,
      ...(profile !== undefined && { profile }),
      ...(abiVersion !== undefined && { abiVersion }),
      ...(attribution !== undefined && { attribution }),
      ...(responderTimeout !== undefined && { responderTimeout }),
      ...(journalLimit !== undefined && { journalLimit }),
      ...(frameStackSize !== undefined && { frameStackSize }),
    })
    if (abiVersion !== 1) runtime().runIn(session.bottom, () => this.host.hostAPIPointer())
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
    const { name, options } = this.#session.info
    const errors: unknown[] = [...this.host[internals].responderErrors]
    if (options.failOn.includes('drops')) errors.push(...this.#droppedCalls('during'))
    if (options.failOn.includes('badFrees')) errors.push(...this.#badFrees())
    this.#seenDrops = this.host.drops.length
    this.host[internals].uninstallAnywhere()
    this.host[internals].end({
      code: 'HOST_ENDED',
      message: `The host of the test "${name}" was used after the test had ended.`,
      fix: 'await everything that the test starts; what it left running belongs to no host any more',
    })
    return errors
  }

  lateDrops(): unknown[] {
    const errors = this.#session.info.options.failOn.includes('drops') ? this.#droppedCalls('after') : []
    this.#seenDrops = this.host.drops.length
    return errors
  }

  close(): void {
    this.host.close()
  }

  async #load(): Promise<Plugin> {
    const path = this.#path()
    this.#loadedPlugin = await runtime().runIn(this.#session.bottom, () => this.host.load(path, this.#loadOptions))
    return this.#loadedPlugin
  }

  get #loadOptions(): LoadOptions {
    return { image: this.#session.info.options.image }
  }

  #path(): string {
    const { root, options } = this.#session.info
    if (options.plugin === undefined) throw noPlugin()
    return resolve(root, options.plugin)
  }

  /** A test answers only for drops through its own table that no assertion has dealt with. */
  #droppedCalls(when: 'during' | 'after'): MockHostError[] {
    const { drops } = this.host
    const first = when === 'during' ? this.host[internals].acknowledged.drops : this.#seenDrops
    const unexpected = drops.slice(first)
    if (unexpected.length === 0) return []
    const { name } = this.#session.info
    const count = unexpected.length === 1 ? 'a call' : `${unexpected.length} calls`
    const whose = when === 'during' ? `of the test "${name}" reached no host` : `came after the test "${name}" had ended`
    return [
      new MockHostError({
        code: 'DROPPED_CALLS',
        message: `${count[0]?.toUpperCase()}${count.slice(1)} ${whose}.`,
        details: [['drops', `\n${formatDrops(unexpected)}`]],
        fix:
          when === 'during'
            ? "say expect(host).toHaveDroppedCalls() if that is what the test is about; attribution: 'table' tells hosts apart"
            : "end the plugin's threads in destroy, and await their work in the test; image: 'test' keeps tests apart",
      }),
    ]
  }

  #badFrees(): MockHostError[] {
    const { badFrees } = this.host.strings
    const unexpected = badFrees.slice(this.host[internals].acknowledged.badFrees)
    if (unexpected.length === 0) return []
    const lines = unexpected.map(
      ({ reason, pointer, thread }) =>
        `0x${pointer.toString(16)}  ${reason === 'twice' ? 'freed twice' : 'never handed out by a host'}  thread ${thread.id}`,
    )
    return [
      new MockHostError({
        code: 'BAD_FREES',
        message: `The plugin gave free_string ${unexpected.length === 1 ? 'an address' : 'addresses'} that it must not.`,
        details: [['frees', `\n${lines.map((line) => `  ${line}`).join('\n')}`]],
        fix: "free each string of the host once, and the plugin's own strings by its own allocator",
      }),
    ]
  }
}

function noPlugin(): MockHostError {
  return new MockHostError({
    code: 'NO_PLUGIN',
    message: 'The test uses `plugin`, but no library is configured.',
    fix: "give the environment the option plugin: './build/libhello', or load one with host.load(path)",
  })
}

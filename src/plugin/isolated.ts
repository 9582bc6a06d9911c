import { join } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import { packageRoot } from '../errors/package-root.js'
import type { HostInternals } from '../host/mock-host.js'
import type { Binding } from '../native/binding.js'
import type { Address, Core } from '../native/core.js'
import { wrongVariable } from './wrong-variable.js'

/** `OSAURUS_MOCKHOST_ISOLATE=1` isolates every plugin whose test does not say otherwise, to look for what crashes a run. */
export function isIsolatedByDefault(): boolean {
  const { OSAURUS_MOCKHOST_ISOLATE: value = '' } = process.env
  if (!['', '0', '1'].includes(value)) {
    const purpose = 'run every plugin in a process of its own'
    throw wrongVariable({ name: 'OSAURUS_MOCKHOST_ISOLATE', expected: '1', received: value, purpose })
  }
  return value === '1'
}

/**
 * The process of an isolated plugin. It ends with `end`, with the host, and with this thread; or by what the plugin does.
 *
 * @throws `NO_PROCESS` when none can be started
 */
export class PluginProcess {
  readonly #binding: Binding
  readonly #processes: Set<PluginProcess>
  /** A native plugin that is never entered itself: those that are share its process. */
  readonly image: Address
  #hasEnded = false

  constructor({ native, options, processes }: HostInternals) {
    this.#binding = native.binding
    this.#processes = processes as Set<PluginProcess>
    this.image = start(native.binding.core, options.frameStackSize)
    processes.add(this)
  }

  /** Number of the process. */
  get id(): number {
    return this.#hasEnded ? 0 : this.#binding.core.pluginProcess(this.image)
  }

  get isAlive(): boolean {
    return !this.#hasEnded && this.#binding.core.pluginIsOver(this.image) === 0
  }

  /** Gives up a call, and ends the process. Returns what the core has written down of where its thread stood. */
  giveUp(frame: number): string {
    if (this.#hasEnded) return ''
    const { core } = this.#binding
    core.pluginKill(this.image, frame)
    const stand = this.#binding.readAll((out, size) => core.pluginStand(this.image, out, size)).toString()
    this.end({ isBusy: true })
    return stand
  }

  /**
   * Kills it with all that it has started, and waits for that. A second call does nothing.
   *
   * @param isBusy whether a call of `image` may be in progress
   */
  end({ isBusy = false } = {}): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#processes.delete(this)
    const { core } = this.#binding
    core.pluginKill(this.image, 0)
    if (!isBusy) core.pluginDestroy(this.image)
  }
}

/** @param stackSize bytes for the threads that run callbacks */
function start(core: Core, stackSize = 0): Address {
  const plugin = core.pluginCreateRemote(process.execPath, join(packageRoot(), 'dist/child.cjs'), stackSize)
  if (plugin !== 0) return plugin
  throw new MockHostError({
    code: 'NO_PROCESS',
    message: 'No process could be started for the plugin.',
    details: [['program', process.execPath]],
    fix: 'see to the limits of processes, descriptors and memory (ulimit -u, -n, -v), or load without isolate',
  })
}

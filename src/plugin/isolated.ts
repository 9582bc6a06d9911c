import { join } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import type { Address, Core } from '../native/core.js'
import { packageRoot } from '../native/library.js'

/**
 * Starts a process for a plugin, which is not loaded yet. The core ends it with the plugin, and with this thread.
 *
 * @param stackSize bytes for the threads that run callbacks
 * @throws `NO_PROCESS`
 */
export function startProcess(core: Core, stackSize = 0): Address {
  const plugin = core.pluginCreateRemote(process.execPath, join(packageRoot(), 'dist/child.cjs'), stackSize)
  if (plugin !== 0) return plugin
  throw new MockHostError({
    code: 'NO_PROCESS',
    message: 'No process could be started for the plugin.',
    details: [['program', process.execPath]],
    fix: 'see to the limits of processes, descriptors and memory (ulimit -u, -n, -v), or load without isolate',
  })
}

/** `OSAURUS_MOCKHOST_ISOLATE=1` isolates every plugin whose test does not say otherwise, to look for what crashes a run. */
export function isIsolatedByDefault(): boolean {
  return process.env.OSAURUS_MOCKHOST_ISOLATE === '1'
}

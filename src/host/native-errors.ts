import { MockHostError } from '../errors/mockhost-error.js'
import { Status } from '../native/core.js'

/** The error behind a status of the core that an install can have. `host` is the name of the host. */
export function installError(status: number, host: string): MockHostError {
  switch (status) {
    case Status.alreadyInstalled:
      return new MockHostError({
        code: 'ALREADY_INSTALLED',
        message: `${host} is installed already.`,
        fix: 'uninstall it first, or make another MockHost: installs of different hosts nest freely',
      })
    case Status.noHostTable:
      return new MockHostError({
        code: 'NO_HOST_TABLE',
        message: `${host} has abiVersion 1, and a version 1 host hands out no table.`,
        fix: 'load the plugin without touching hostAPIPointer(), or use abiVersion 2 to 6',
      })
    case Status.poolExhausted:
      return new MockHostError({
        code: 'POOL_EXHAUSTED',
        message: 'More than 511 hosts are installed at once, and each needs trampolines of its own.',
        fix: 'close hosts that are not needed any more, or run fewer tests at once (maxConcurrency)',
      })
    default:
      return noMemory()
  }
}

export function uninstallError(status: number, host: string): MockHostError {
  if (status === Status.wrongThread) {
    return new MockHostError({
      code: 'WRONG_THREAD',
      message: `${host} was installed on another thread.`,
      fix: 'uninstall it on the thread that installed it',
    })
  }
  return new MockHostError({
    code: 'NOT_LAST_INSTALLED',
    message: `${host} is not the host that was installed last here.`,
    fix: 'uninstall in the reverse order of the installs, or use withInstalled, which does so',
  })
}

export function notInstalled(host: string): MockHostError {
  return new MockHostError({
    code: 'NOT_INSTALLED',
    message: `${host} is not installed.`,
    fix: 'call hostAPIPointer() first, or work inside withInstalled',
  })
}

export function noMemory(): MockHostError {
  return new MockHostError({
    code: 'NO_MEMORY',
    message: 'The native core could not get memory.',
    fix: 'close hosts that are not needed any more, or lower journalLimit',
  })
}

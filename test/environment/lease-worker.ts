import { parentPort, workerData } from 'node:worker_threads'
import { needsInstallLease, takeLease, takeTurn } from '../../environment/lease.js'
import { MockHost } from '../../src/index.js'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'

/** What a worker of lease.test.ts is told to do. */
export interface LeaseWork {
  readonly name: string
  /** How many hold the lease right now, how many ever did at once. */
  readonly holders: Int32Array
  readonly rounds: number
  /** Milliseconds to hold it each time; -1: for ever. */
  readonly hold: number
  /** A library whose threads live for ever and log `tick`; `undefined`: none. */
  readonly library?: string
  /** It takes the turns of a serialised test with these options. `mayInstall`: in a file that has the lease to install. */
  readonly turns?: { readonly serialize: NonNullable<EnvironmentOptions['serialize']>; readonly mayInstall: boolean }
}

const { name, holders, rounds, hold, library, turns } = workerData as LeaseWork
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

for (let round = 0; round < rounds; round++) {
  const release = await take()
  const present = Atomics.add(holders, 0, 1) + 1
  if (present > Atomics.load(holders, 1)) Atomics.store(holders, 1, present)
  if (hold < 0) {
    if (library !== undefined) await leaveThread(library)
    parentPort?.postMessage('holds')
    await new Promise(() => setInterval(() => {}, 1000))
  }
  await pause(hold)
  Atomics.sub(holders, 0, 1)
  release()
}
parentPort?.postMessage({ needsInstallLease: needsInstallLease() })

function take(): Promise<() => void> {
  if (turns === undefined) return takeLease('install', name, () => {})
  return takeTurn({ name, options: resolveOptions({ serialize: turns.serialize }) }, turns.mayInstall, () => {})
}

async function leaveThread(path: string): Promise<void> {
  const host = new MockHost()
  host.hostAPIPointer()
  await host.load(path)
  await host.until(({ logs }) => logs.contains('tick'))
}

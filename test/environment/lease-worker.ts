import { parentPort, workerData } from 'node:worker_threads'
import { needsInstallLease, takeLease } from '../../environment/lease.js'

/** What a worker of lease.test.ts is told to do. */
export interface LeaseWork {
  readonly name: string
  /** How many hold the lease right now, how many ever did at once. */
  readonly holders: Int32Array
  readonly rounds: number
  /** Milliseconds to hold it each time; -1: for ever. */
  readonly hold: number
}

const { name, holders, rounds, hold } = workerData as LeaseWork
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

for (let round = 0; round < rounds; round++) {
  const release = await takeLease('install', name, () => {})
  const present = Atomics.add(holders, 0, 1) + 1
  if (present > Atomics.load(holders, 1)) Atomics.store(holders, 1, present)
  if (hold < 0) {
    parentPort?.postMessage('holds')
    await new Promise(() => setInterval(() => {}, 1000))
  }
  await pause(hold)
  Atomics.sub(holders, 0, 1)
  release()
}
parentPort?.postMessage({ needsInstallLease: needsInstallLease() })

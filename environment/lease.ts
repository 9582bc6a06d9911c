import { isMainThread } from 'node:worker_threads'
import { delay, realNow } from '../src/host/real-timers.js'
import { type Core, Lease } from '../src/native/core.js'
import { runtime } from '../src/native/runtime.js'

/** `'install'`: a file may install hosts. `'serialized'`: a test of a serialised suite runs. */
export type LeaseKind = 'install' | 'serialized'

const shortestPause = 1
const longestPause = 8
const ownerNameSize = 256

const waitedFor = { install: 'to install hosts', serialized: 'to run serialised tests' } as const

/** Whether several JS threads share this process, so that files have to take turns. Loads nothing native. */
export function needsInstallLease(): boolean {
  return !isMainThread
}

/**
 * Waits for a lease of the process without blocking the thread, and returns its release. A thread that
 * ends gives its leases back.
 *
 * @param name of the test or file that asks; others who wait read it
 * @param note is told every 10 s (`noteEvery`) whom the wait is for
 */
export async function takeLease(
  kind: LeaseKind,
  name: string,
  note: (line: string) => void,
  noteEvery = 10_000,
): Promise<() => void> {
  const { core } = runtime().binding()
  const owner = core.unique()
  let nextNote = realNow() + noteEvery
  for (let pause = shortestPause; core.leaseTry(Lease[kind], owner, name) === 0; pause = longer(pause)) {
    await delay(pause)
    if (realNow() < nextNote) continue
    nextNote += noteEvery
    note(`${name} waits ${waitedFor[kind]}: it is the turn of ${ownerName(core, kind)}.`)
  }
  return () => core.leaseRelease(Lease[kind], owner)
}

function longer(pause: number): number {
  return Math.min(pause * 2, longestPause)
}

function ownerName(core: Core, kind: LeaseKind): string {
  const bytes = Buffer.alloc(ownerNameSize)
  core.leaseOwner(Lease[kind], bytes)
  return bytes.toString('utf8', 0, bytes.indexOf(0)) || 'nobody'
}

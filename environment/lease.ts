import { delay, realNow } from '../src/host/real-timers.js'
import { type Core, Lease } from '../src/native/core.js'
import { isMainThread } from '../src/native/js-thread.js'
import { runtime } from '../src/native/runtime.js'
import { type ForeignThread, listCallingThreads } from '../src/plugin/leftovers.js'
import type { TestInfo } from '../src/session/contract.js'

/** `'install'`: a file may install hosts. `'serialized'`: a test of a serialised suite runs. */
export type LeaseKind = 'install' | 'serialized'

const shortestPause = 1
const longestPause = 8
const ownerNameSize = 256

const waitedFor = { install: 'to install hosts', serialized: 'to run serialised tests' } as const

/** Whether several JS threads share this process, so that files have to take turns. Loads nothing native. */
export function needsInstallLease(): boolean {
  return !isMainThread()
}

/**
 * Waits for a lease of the process without blocking the thread, and returns its release. A thread that
 * ends gives its leases back; who comes next is told of it, and of the threads of plugins that live on.
 *
 * @param name of the test or file that asks; others who wait read it
 * @param note is told every 10 s (`noteEvery`) whom the wait is for, and what became of a lost owner
 */
export async function takeLease(
  kind: LeaseKind,
  name: string,
  note: (line: string) => void,
  noteEvery = 10_000,
): Promise<() => void> {
  const binding = runtime().binding()
  const { core } = binding
  const owner = core.unique()
  let nextNote = realNow() + noteEvery
  for (let pause = shortestPause; core.leaseTry(Lease[kind], owner, name) === 0; pause = longer(pause)) {
    await delay(pause)
    if (realNow() < nextNote) continue
    nextNote += noteEvery
    note(`${name} waits ${waitedFor[kind]}: it is the turn of ${ownerName(core, kind)}.`)
  }
  const lost = textOf((name) => core.leaseOrphan(Lease[kind], name))
  if (lost !== '') note(describeLost(lost, listCallingThreads(binding)))
  return () => core.leaseRelease(Lease[kind], owner)
}

/**
 * Waits until a serialised test may run, and returns its release. Under `serialize: 'test'` it may install hosts then, as a file
 * may that has the lease for it. Leases are taken in the order in which files take them: two never wait for each other.
 *
 * @param mayInstall whether the file of the test has that lease already
 */
export async function takeTurn(
  { name, options }: Pick<TestInfo, 'name' | 'options'>,
  mayInstall: boolean,
  note: (line: string) => void,
): Promise<() => void> {
  const asksToInstall = options.serialize === 'test' && !mayInstall && needsInstallLease()
  const releaseInstall = asksToInstall ? await takeLease('install', name, note) : undefined
  const release = await takeLease('serialized', name, note)
  return () => {
    release()
    releaseInstall?.()
  }
}

/** What the run's output says of an owner whose JS thread has ended before it gave the lease back. */
function describeLost(name: string, threads: readonly ForeignThread[]): string {
  const ended = `the JS thread of ${name} ended before ${name} was over; its hosts were uninstalled`
  if (threads.length === 0) return `${ended}, and no thread of a plugin is left.`
  return `${ended}, but threads of plugins go on: ${threads.map(describeThread).join(', ')}.`
}

function describeThread({ name, osId }: ForeignThread): string {
  return name === '' ? `an unnamed one (${osId})` : `"${name}" (${osId})`
}

function longer(pause: number): number {
  return Math.min(pause * 2, longestPause)
}

function ownerName(core: Core, kind: LeaseKind): string {
  return textOf((name) => core.leaseOwner(Lease[kind], name)) || 'nobody'
}

function textOf(write: (out: Buffer) => void): string {
  const bytes = Buffer.alloc(ownerNameSize)
  write(bytes)
  return bytes.toString('utf8', 0, bytes.indexOf(0))
}

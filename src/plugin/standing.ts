import { readFileSync } from 'node:fs'
import { arch, platform } from 'node:process'
import { findSlot } from '../abi/slots.js'
import type { DetailRow } from '../errors/mockhost-error.js'
import type { RecordedCall } from '../host/contract.js'
import { internals, type MockHost } from '../host/mock-host.js'
import { ThreadCatalogue } from '../host/threads.js'
import { quote } from '../report/quote.js'

const waits = {
  lock: 'waits for a lock or for another thread (futex)',
  sleep: 'sleeps',
  descriptor: 'waits for a file, a socket or a pipe',
} as const

/** What a thread waits for in a system call of Linux, by its number. */
const systemCalls: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  x64: {
    202: waits.lock,
    ...{ 35: waits.sleep, 230: waits.sleep },
    ...{ 0: waits.descriptor, 7: waits.descriptor, 45: waits.descriptor, 47: waits.descriptor },
    ...{ 232: waits.descriptor, 271: waits.descriptor, 281: waits.descriptor },
  },
  arm64: {
    98: waits.lock,
    ...{ 101: waits.sleep, 115: waits.sleep },
    ...{
      22: waits.descriptor,
      63: waits.descriptor,
      73: waits.descriptor,
      207: waits.descriptor,
      212: waits.descriptor,
    },
  },
}

/**
 * Who waits for whom when a call has not returned: where its own thread stands, as far as the system tells, and which threads
 * wait for JavaScript.
 *
 * @param thread number of the thread of the call; 0 when it has not started, or runs in another process
 */
export function whoWaits(host: MockHost, thread: number): readonly DetailRow[] {
  const waiting = host.calls.entries.filter(isUnanswered)
  const own = thread === 0 ? undefined : describeOwn(host, thread, waiting)
  const others = waiting.filter((call) => call.thread.id !== thread)
  return [
    ...(own === undefined ? [] : [['its thread', own] as const]),
    ...others.map((call) => ['meanwhile', `${nameOf(call.thread.name)} ${waitsFor(call)}`] as const),
  ]
}

function describeOwn(host: MockHost, thread: number, waiting: readonly RecordedCall[]): string | undefined {
  const call = waiting.find((one) => one.thread.id === thread)
  const { osId, name } = new ThreadCatalogue(host[internals].native.binding).get(thread)
  const state = call === undefined ? stateOf(osId) : waitsFor(call)
  return state === undefined ? undefined : `${nameOf(name)} ${state}`
}

function nameOf(name: string): string {
  return name === '' ? 'an unnamed one' : quote(name, 64)
}

function isUnanswered(call: RecordedCall): boolean {
  return call.answer === undefined && call.refused === undefined && findSlot(call.slot)?.returns === 'string'
}

function waitsFor({ slot }: RecordedCall): string {
  return `waits for the answer of ${slot}, which JavaScript has not given`
}

function stateOf(osId: number): string | undefined {
  if (platform !== 'linux') return undefined
  try {
    const [call] = readFileSync(`/proc/self/task/${osId}/syscall`, 'utf8').trim().split(' ')
    if (call === 'running') return 'runs: a loop, or work that takes longer'
    return systemCalls[arch]?.[call ?? ''] ?? `is in system call ${call}`
  } catch {
    return undefined // Not every kernel tells.
  }
}

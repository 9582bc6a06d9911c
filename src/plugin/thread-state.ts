import { existsSync, readFileSync } from 'node:fs'
import { readStand } from '../host/crash.js'
import type { Binding } from '../native/binding.js'

/** What a thread does at the moment, as far as the system tells. */
export interface ThreadState {
  /** `waits for a lock that it holds itself (futex)`: a claim whose subject is the thread. */
  readonly does: string
  /** Innermost place that is not of the C library or ours, with its function; `undefined` when it cannot be told. */
  readonly place: string | undefined
  /** Where that was called from, innermost first, the place itself in front. */
  readonly trace: readonly string[]
}

type Wait = 'lock' | 'sleep' | 'descriptor'

const waits: Readonly<Record<Wait, string>> = {
  lock: 'waits for a lock or for another thread (futex)',
  sleep: 'sleeps',
  descriptor: 'waits for a file, a socket or a pipe',
}

/** Numbers of the system calls of Linux in which threads wait. */
const systemCalls: Readonly<Record<string, Readonly<Record<Wait, readonly number[]>>>> = {
  x64: { lock: [202], sleep: [35, 230], descriptor: [0, 7, 23, 45, 47, 232, 270, 271, 281] },
  arm64: { lock: [98], sleep: [101, 115], descriptor: [22, 63, 72, 73, 207, 212] },
}

/** What the C library was called for, by the functions on the stack between the system and the plugin. */
const purposes: readonly (readonly [RegExp, string])[] = [
  [/mutex_(lock|timedlock|clocklock)$/, 'waits for a lock'],
  [/rwlock_/, 'waits for a lock for reading or writing'],
  [/cond_(timed|clock)?wait$/, 'waits for a condition that another thread is to signal'],
  [/^sem_/, 'waits for a semaphore'],
]

/**
 * What a thread of this process does. One that runs or waits for a lock is interrupted for a moment, to tell where.
 *
 * @param isAsked whether others are interrupted as well: their sleeps and waits for descriptors end early
 * @returns `undefined` where the system does not tell, or when there is no such thread any more
 */
export function readThreadState(binding: Binding, osId: number, isAsked: boolean): ThreadState | undefined {
  const call = readSystemCall(osId)
  if (call === undefined) return undefined
  const isAskable = isAsked || call.wait === 'lock'
  const { symbols, trace } = isAskable ? readStand(askThread(binding, osId)) : { symbols: [], trace: [] }
  return { does: describe(binding, osId, call, symbols), place: trace[0], trace }
}

/** Name of a thread for messages. */
export function nameThread(binding: Binding, osId: number): string {
  const { name } = binding.out
  binding.core.osThreadName(osId, name)
  const text = name.toString('utf8', 0, name.indexOf(0))
  return text === '' ? `thread ${osId}` : `"${text}"`
}

function askThread(binding: Binding, osId: number): string {
  const out = Buffer.alloc(8000)
  return out.toString('utf8', 0, binding.core.threadStand(osId, out, out.length))
}

interface SystemCall {
  /** `undefined`: it is in none. */
  readonly number: number | undefined
  readonly wait: Wait | undefined
  /** The first three; of a futex: its address, what is done, and the value that is there while the thread waits. */
  readonly args: readonly number[]
}

/** Not every kernel tells. */
function readSystemCall(osId: number): SystemCall | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const [word = '', ...args] = readFileSync(`/proc/self/task/${osId}/syscall`, 'utf8').trim().split(' ')
    if (word === 'running') return { number: undefined, wait: undefined, args: [] }
    const number = Number(word)
    return { number, wait: waitOf(number), args: args.slice(0, 3).map(Number) }
  } catch {
    return undefined
  }
}

function waitOf(number: number): Wait | undefined {
  const known = systemCalls[process.arch]
  if (known === undefined) return undefined
  return (['lock', 'sleep', 'descriptor'] as const).find((wait) => known[wait].includes(number))
}

function describe(binding: Binding, osId: number, call: SystemCall, symbols: readonly string[]): string {
  if (call.number === undefined) return 'runs: a loop, or work that takes longer'
  if (call.wait === undefined) return `is in system call ${call.number}`
  if (call.wait !== 'lock') return waits[call.wait]
  const [address = 0, operation = 0, value = 0] = call.args
  if (isJoin(operation, value)) return `waits for the end of ${nameThread(binding, value)} (${value}, futex)`
  const [, purpose] = purposes.find(([pattern]) => symbols.some((symbol) => pattern.test(symbol))) ?? []
  if (purpose === undefined) return waits.lock
  return `${purpose}${purpose === 'waits for a lock' ? whoHolds(binding, osId, address) : ''} (futex)`
}

const privateFutex = 128

/** A thread that ends wakes those who wait for its id to become 0, in a futex that processes may share. */
function isJoin(operation: number, value: number): boolean {
  return (operation & privateFutex) === 0 && value > 2 && existsSync(`/proc/self/task/${value}`)
}

/** Both sides of a deadlock: the lock names its owner. */
function whoHolds(binding: Binding, osId: number, lock: number): string {
  const owner = binding.core.lockOwner(lock)
  if (owner === 0) return ''
  return owner === osId ? ' that it holds itself' : ` that ${nameThread(binding, owner)} (${owner}) holds`
}

import { delay } from '../host/real-timers.js'
import type { Binding } from '../native/binding.js'

/** A thread of the process that belongs to a plugin. */
export interface ForeignThread {
  readonly osId: number
  readonly name: string
}

const mostThreads = 4096
/** A detached thread that was told to end gets this long, in steps. */
const steps = 10
const step = 5

/** OS ids of the threads of plugins that live now. */
export function listForeignThreads(binding: Binding): ReadonlySet<number> {
  const ids = new Uint32Array(mostThreads)
  const count = Math.min(binding.core.foreignThreads(ids, mostThreads), mostThreads)
  return new Set(ids.subarray(0, count))
}

/** The threads that have called a host and live: others of the process may be of the runner. */
export function listCallingThreads(binding: Binding): readonly ForeignThread[] {
  const ids = new Uint32Array(mostThreads)
  const count = Math.min(binding.core.callingThreads(ids, mostThreads), mostThreads)
  return named(binding, [...ids.subarray(0, count)])
}

/** Threads of the process, by OS id. */
export interface ThreadsOfPlugin {
  /** What lived when the plugin was loaded. */
  readonly before: ReadonlySet<number>
  /** The threads that called its host, where other plugins may have made threads since: nobody knows of the others. */
  readonly callers?: () => ReadonlySet<number>
}

/** The threads of a plugin that live now, but did not when it was loaded: those that outlived `destroy`. */
export async function findLeftovers(
  binding: Binding,
  { before, callers }: ThreadsOfPlugin,
): Promise<readonly ForeignThread[]> {
  let left = newThreads(binding, before)
  const known = left.length > 0 ? callers?.() : undefined
  const isOwn = (osId: number) => known?.has(osId) ?? true
  left = left.filter(isOwn)
  for (let tries = 0; left.length > 0 && tries < steps; tries++) {
    await delay(step)
    left = newThreads(binding, before).filter(isOwn)
  }
  return named(binding, left)
}

/** What the process of an isolated plugin says of its threads after `destroy`: a line each. */
export function readLeftovers(text: string | null): readonly ForeignThread[] {
  const lines = (text ?? '').split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const [osId, name = ''] = line.split('\t')
    return { osId: Number(osId), name }
  })
}

function named(binding: Binding, osIds: readonly number[]): readonly ForeignThread[] {
  return osIds.map((osId) => ({ osId, name: nameOf(binding, osId) }))
}

function newThreads(binding: Binding, before: ReadonlySet<number>): number[] {
  return [...listForeignThreads(binding)].filter((osId) => !before.has(osId))
}

function nameOf(binding: Binding, osId: number): string {
  const { name } = binding.out
  binding.core.osThreadName(osId, name)
  return name.toString('utf8', 0, name.indexOf(0))
}

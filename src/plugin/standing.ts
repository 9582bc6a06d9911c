import { findSlot } from '../abi/slots.js'
import type { DetailRow } from '../errors/mockhost-error.js'
import type { RecordedCall } from '../host/contract.js'
import { listPlaces } from '../host/crash.js'
import { internals, type MockHost } from '../host/mock-host.js'
import { ThreadCatalogue } from '../host/threads.js'
import type { Binding } from '../native/binding.js'
import { count } from '../report/print-value.js'
import { quote } from '../report/quote.js'
import { listCallingThreads, listForeignThreads } from './leftovers.js'
import { readThreadState, type ThreadState } from './thread-state.js'

/** A plugin that has more threads than this is not told of each. */
const shownThreads = 8

/** A call that has not returned, for those who look into it. */
export interface LateCall {
  /** Number of the thread of the call; 0 when it has not started, or runs in another process. */
  readonly thread: number
  /** OS ids of the threads that lived before the plugin was loaded; `undefined`: not known, or others were loaded since. */
  readonly threadsBefore?: ReadonlySet<number> | undefined
  /** Other callbacks of the plugin in progress: title and number of the thread. */
  readonly beside: readonly (readonly [title: string, thread: number])[]
  /** What JavaScript did meanwhile. */
  readonly javascript: string
}

/**
 * Who waits for whom when a call has not returned: where its own thread stands, what the other threads of the plugin wait
 * for, and what JavaScript did. Both sides of a deadlock are among them.
 */
export function whoWaits(host: MockHost, late: LateCall): readonly DetailRow[] {
  const waiting = host.calls.entries.filter(isUnanswered)
  const own = late.thread === 0 ? [] : describeOwn(host, late.thread, waiting)
  const others = [...describeAsking(host, late, waiting), ...describeBeside(host, late), ...describeOthers(host, late)]
  const hidden = others.length - shownThreads
  return [
    ...own,
    ...others.slice(0, shownThreads).map((text) => ['meanwhile', text] as const),
    ...(hidden > 0 ? [['meanwhile', `${count(hidden, 'thread')} more`] as const] : []),
    ['JavaScript', late.javascript],
  ]
}

function describeOwn(host: MockHost, thread: number, waiting: readonly RecordedCall[]): readonly DetailRow[] {
  const { binding } = host[internals].native
  const call = waiting.find((one) => one.thread.id === thread)
  const { osId, name } = new ThreadCatalogue(binding).get(thread)
  const state = readThreadState(binding, osId, true)
  const said = call === undefined ? state && describeState(state) : waitsFor(host, call)
  if (said === undefined) return []
  const trace = state?.trace ?? []
  return [
    ['its thread', `${nameOf(name)} ${said}`],
    ...(trace.length === 0 ? [] : [['stands at', `\n${listPlaces(trace)}`] as const]),
  ]
}

/** Threads, of callbacks or of the plugin, that wait for the answer of a slot. */
function describeAsking(host: MockHost, { thread }: LateCall, waiting: readonly RecordedCall[]): readonly string[] {
  const others = waiting.filter((call) => call.thread.id !== thread)
  return others.map((call) => `${nameOf(call.thread.name)} ${waitsFor(host, call)}`)
}

function describeBeside(host: MockHost, { beside }: LateCall): readonly string[] {
  const { binding } = host[internals].native
  const threads = new ThreadCatalogue(binding)
  const asking = askingThreads(host)
  return beside.flatMap(([title, thread]) => {
    const { osId } = threads.get(thread)
    const state = asking.has(osId) ? undefined : readThreadState(binding, osId, false)
    return state === undefined ? [] : [`${title} (thread ${osId}) ${describeState(state)}`]
  })
}

/** The plugin's own threads, but those that wait for an answer. */
function describeOthers(host: MockHost, { threadsBefore }: LateCall): readonly string[] {
  const { binding } = host[internals].native
  const asking = askingThreads(host)
  return [...threadsOf(host, binding, threadsBefore)].flatMap(([osId, name]) => {
    const state = asking.has(osId) ? undefined : readThreadState(binding, osId, false)
    return state === undefined ? [] : [`${nameOf(name)} (thread ${osId}) ${describeState(state)}`]
  })
}

function askingThreads(host: MockHost): ReadonlySet<number> {
  return new Set(host.calls.entries.filter(isUnanswered).map(({ thread }) => thread.osId))
}

/** Those that have called the host, and those that are new since the plugin was loaded. */
function threadsOf(host: MockHost, binding: Binding, before?: ReadonlySet<number>): ReadonlyMap<number, string> {
  const callers = new Set(host.threads.map(({ osId }) => osId))
  const found = new Map<number, string>()
  for (const { osId, name } of listCallingThreads(binding)) if (callers.has(osId)) found.set(osId, name)
  if (before === undefined) return found
  const { name } = binding.out
  for (const osId of listForeignThreads(binding)) {
    if (before.has(osId) || found.has(osId)) continue
    binding.core.osThreadName(osId, name)
    found.set(osId, name.toString('utf8', 0, name.indexOf(0)))
  }
  return found
}

function describeState({ does, place }: ThreadState): string {
  return place === undefined ? does : `${does}, in ${place}`
}

function nameOf(name: string): string {
  return name === '' ? 'an unnamed one' : quote(name, 64)
}

function isUnanswered(call: RecordedCall): boolean {
  return call.answer === undefined && call.refused === undefined && findSlot(call.slot)?.returns === 'string'
}

const reasons = {
  promise: 'the promise of its responder has not settled',
  delay: 'its answer is delayed',
  host: 'the host itself has not answered',
  mailbox: 'JavaScript has not taken the call',
} as const

function waitsFor(host: MockHost, { slot, seq, at }: RecordedCall): string {
  const { native, pendingAnswers } = host[internals]
  const since = Math.max(0, Math.round(native.binding.now() - at / 1e6))
  return `waits for the answer of ${slot} since ${since} ms: ${reasons[pendingAnswers.get(seq) ?? 'mailbox']}`
}

import { findSlot, type SlotName } from '../../src/abi/slots.js'
import type {
  CallArguments,
  ConfigValue,
  DroppedCall,
  FrameKind,
  HostThread,
  ReadableHost,
  RecordedCall,
  RefusalRule,
} from '../../src/host/contract.js'
import { acknowledge, hostMark } from '../../src/host/host-mark.js'
import type { CallSource } from '../../src/host/recorders/call-source.js'
import { createRecorders, type Recorders } from '../../src/host/recorders.js'
import { listedCalls } from '../host/listed-calls.js'

/** A call as a test writes it down: the slot, its arguments in order, and what is out of the ordinary. */
export type CallSketch = readonly [slot: SlotName, args?: readonly CallArguments[string][], rest?: CallDetails]

export interface CallDetails {
  readonly answer?: string | null
  readonly on?: HostThread
  readonly in?: FrameKind | undefined
  readonly refused?: RefusalRule
  readonly agentId?: string | undefined
}

export const installThread: HostThread = { id: 1, osId: 4001, name: '' }
export const refreshThread: HostThread = { id: 2, osId: 4002, name: 'refresh' }

/** A host that never was one: its journal is what the test writes down. */
export interface FakeHost extends ReadableHost {
  /** What matchers have acknowledged, in order. */
  readonly acknowledged: readonly string[]
}

/** What a fake host has besides calls and drops. */
export type FakeDetails = Partial<Pick<ReadableHost, 'abiVersion' | 'lostCalls' | 'violations' | 'strings'>>

/** The recorders as properties of their own, to be spread. */
export function ownRecorders(source: () => CallSource): Recorders {
  const { calls, logs, configWrites, configReads, dispatches, httpRequests, completions, embeddings, statements } =
    createRecorders(source)
  return { calls, logs, configWrites, configReads, dispatches, httpRequests, completions, embeddings, statements }
}

export function fakeHost(
  sketches: readonly CallSketch[] = [],
  drops: readonly DroppedCall[] = [],
  details: FakeDetails = {},
): FakeHost {
  const calls = sketches.map(recordCall)
  const source = listedCalls(() => calls)
  const acknowledged: string[] = []
  const host = {
    id: 1,
    name: '',
    abiVersion: 6,
    ...ownRecorders(() => source),
    drops,
    lostCalls: 0,
    violations: [],
    strings: { handedOut: 0, freed: 0, outstanding: [], badFrees: [] },
    config: fakeConfig([]),
    threads: [...new Set(calls.map(({ thread }) => thread))],
    ...details,
    acknowledged,
    [acknowledge]: (what: string, rule?: string) => {
      acknowledged.push(rule === undefined ? what : `${what} ${rule}`)
    },
  }
  return Object.assign(host, { [hostMark]: true })
}

/** Config that a host keeps and that nobody changes. */
export function fakeConfig(values: readonly ConfigValue[]): ReadableHost['config'] {
  const refuse = () => Promise.reject(new Error('the config of a fake host cannot be changed'))
  return {
    values,
    [Symbol.iterator]: () => values[Symbol.iterator](),
    get: (key) => values.find((value) => value.key === key)?.value,
    set: refuse,
    delete: refuse,
  }
}

export function recordCall([slot, values = [], rest = {}]: CallSketch, at: number): RecordedCall {
  const { answer, on: thread = installThread, in: kind, refused, agentId = null } = rest
  const names = findSlot(slot)?.args ?? []
  return {
    seq: at + 1,
    slot,
    args: Object.fromEntries(names.map((name, place) => [name, values[place] ?? null])),
    answer,
    role: thread === installThread ? 'install' : 'background',
    thread,
    frame: kind === undefined ? null : { id: 1, kind },
    agentId,
    at: at * 1000,
    ...(refused !== undefined && { refused }),
  }
}

/** A drop that came through the table of the fake host. */
export const ambiguousDrop: DroppedCall = {
  slot: 'config_set',
  args: { key: 'token', value: 'T1' },
  reason: 'ambiguous',
  thread: refreshThread,
  through: 1,
  competing: [1, 2],
}

export const lateDrop: DroppedCall = {
  slot: 'log',
  args: { level: 2, message: 'still here' },
  reason: 'late',
  thread: refreshThread,
  through: 1,
  competing: [],
}

import { findSlot } from '../../abi/slots.js'
import type { CallRole, Frame, HostThread, ReadableHost, RecordedCall } from '../../host/contract.js'
import type { Redactor } from '../secrets.js'

/** Of a longer journal the first calls and the last ones are kept. */
const firstCalls = 500
const mostCalls = 5000
const mostFindings = 1000
/** Letters of all texts together; long texts are shortened so that they fit. */
const roomForTexts = 2 ** 22
const shortestRoom = 200
const longestRoom = 2 ** 16

/** What happened in one test, as it is written to files: version 1 of the schema. Times are in nanoseconds since the test began. */
export interface Journal {
  readonly version: 1
  readonly test: string
  readonly file: string
  readonly date: string
  readonly secrets: 'hidden' | 'shown'
  /** Why the test failed. */
  readonly errors: readonly string[]
  readonly host: { readonly id: number; readonly name: string; readonly abiVersion: number }
  readonly threads: readonly JournalThread[]
  readonly calls: readonly JournalCall[]
  /** Calls between the first and the last ones that are left out. */
  readonly omittedCalls: number
  readonly violations: readonly JournalViolation[]
  readonly drops: readonly JournalDrop[]
  readonly strings: {
    readonly handedOut: number
    readonly freed: number
    readonly outstanding: readonly JournalString[]
    readonly badFrees: readonly JournalBadFree[]
  }
}

export interface JournalThread extends HostThread {
  readonly roles: readonly CallRole[]
  /** Those that are listed. */
  readonly calls: number
}

/** Pointers are text: `'0x7f00'`. */
export type JournalArguments = Readonly<Record<string, string | number | null>>

export interface JournalCall {
  readonly seq: number
  readonly at: number
  /** Of calls that JavaScript answered; `null` where it was not measured. */
  readonly duration: number | null
  readonly role: CallRole
  /** Id of the thread. */
  readonly thread: number
  readonly frame: Frame | null
  readonly agentId: string | null
  readonly slot: string
  readonly args: JournalArguments
  /** `null` for NULL; left out for slots that return nothing, and while the call is in progress. */
  readonly answer?: string | null
  /** Whether it had not returned when the test was over. */
  readonly isOpen?: true
  readonly refused?: string
  /** Rules that it broke. */
  readonly violations?: readonly string[]
}

export interface JournalViolation {
  readonly rule: string
  readonly seq: number | null
  readonly slot: string | null
  readonly message: string
  readonly fix: string
  readonly allowed: string | null
}

export interface JournalDrop {
  readonly slot: string
  readonly args: JournalArguments
  readonly reason: 'ambiguous' | 'late'
  readonly thread: HostThread
  readonly through: number
  readonly competing: readonly number[]
}

export interface JournalString {
  readonly slot: string
  readonly text: string
  readonly bytes: number
  readonly pointer: string
  readonly thread: HostThread
  readonly frame: Frame | null
  readonly at: number
}

export interface JournalBadFree {
  readonly reason: 'twice' | 'foreign'
  readonly pointer: string
  readonly thread: HostThread
  readonly frame: Frame | null
  readonly at: number
  /** What the string was, of one that was freed before. */
  readonly slot: string | null
  readonly text: string | null
}

export interface JournalSource {
  readonly test: string
  readonly file: string
  readonly errors: readonly string[]
  readonly host: ReadableHost
  /** When the test began, as `at` of calls. */
  readonly start: number
  readonly date: Date
  /** Knows the secrets of the config; it learns those of the calls. */
  readonly redactor: Redactor
}

/** The journal of a host as plain values: without secrets, and of a bounded size. */
export function makeJournal(source: JournalSource): Journal {
  const { host, redactor, start } = source
  const kept = selectCalls(host)
  for (const call of [...kept, ...host.drops]) redactor.learnCall(call)
  const calls = kept.map((call) => redactor.call(call))
  const room = roomFor(countTexts(host, calls))
  const cut = (text: string) => cutTo(text, room)
  const rules = rulesByCall(host)
  return {
    version: 1,
    test: redactor.text(source.test),
    file: source.file,
    date: source.date.toISOString(),
    secrets: redactor.showsAll ? 'shown' : 'hidden',
    errors: source.errors.map((error) => cutTo(redactor.text(error), longestRoom)),
    host: { id: host.id, name: redactor.text(host.name), abiVersion: host.abiVersion },
    threads: threadsOf(host, calls),
    calls: calls.map((call) => describe(call, { start, cut, rules })),
    omittedCalls: host.calls.length - calls.length,
    violations: host.violations
      .slice(0, mostFindings)
      .map(({ rule, seq = null, slot = null, message, fix, allowed = null }) => {
        return { rule, seq, slot, message: cut(redactor.text(message)), fix, allowed }
      }),
    drops: host.drops.slice(0, mostFindings).map((drop) => {
      const { slot, reason, thread, through, competing } = drop
      const args = printArguments(redactor.call(drop).args, cut)
      return { slot, args, reason, thread: { ...thread }, through, competing: [...competing] }
    }),
    strings: describeStrings(source, cut),
  }
}

/** Of a long journal no more is made into objects than is written. */
function selectCalls({ calls }: ReadableHost): readonly RecordedCall[] {
  const { length, last } = calls
  if (length <= mostCalls || last === undefined) return calls.entries
  const selected: RecordedCall[] = []
  for (const call of calls) {
    if (selected.length === firstCalls) break
    selected.push(call)
  }
  return [...selected, ...calls.since(last.seq - (mostCalls - firstCalls))]
}

/** Of all that is written, answers included. */
function countTexts({ drops, strings }: ReadableHost, calls: readonly RecordedCall[]): number {
  const ofStrings = Math.min(strings.outstanding.length, mostFindings) + Math.min(strings.badFrees.length, mostFindings)
  const withArguments = [...calls, ...drops.slice(0, mostFindings)]
  return withArguments.reduce((sum, { args }) => sum + Object.keys(args).length, calls.length + ofStrings)
}

/** Letters for one text of so many. */
function roomFor(texts: number): number {
  return Math.min(Math.max(Math.floor(roomForTexts / Math.max(texts, 1)), shortestRoom), longestRoom)
}

function cutTo(text: string, room: number): string {
  if (text.length <= room) return text
  const half = Math.floor(room / 2)
  const left = (text.length - 2 * half).toLocaleString('en-US')
  return `${text.slice(0, half)}… ${left} characters left out …${text.slice(-half)}`
}

interface Describing {
  readonly start: number
  readonly cut: (text: string) => string
  readonly rules: ReadonlyMap<number, readonly string[]>
}

function describe(call: RecordedCall, { start, cut, rules }: Describing): JournalCall {
  const { seq, slot, args, answer, refused, role, thread, frame, agentId, at, duration = null } = call
  const violations = rules.get(seq)
  return {
    seq,
    at: Math.round(at - start),
    duration,
    role,
    thread: thread.id,
    frame: frame === null ? null : { id: frame.id, kind: frame.kind },
    agentId,
    slot,
    args: printArguments(args, cut),
    ...(answer !== undefined && { answer: answer === null ? null : cut(answer) }),
    ...(answer === undefined && findSlot(slot)?.returns === 'string' && { isOpen: true }),
    ...(refused !== undefined && { refused }),
    ...(violations !== undefined && { violations }),
  }
}

function printArguments(args: RecordedCall['args'], cut: (text: string) => string): JournalArguments {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (typeof value === 'bigint') return [name, hex(value)]
      return [name, typeof value === 'string' ? cut(value) : value]
    }),
  )
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`
}

function rulesByCall({ violations }: ReadableHost): ReadonlyMap<number, readonly string[]> {
  const rules = new Map<number, string[]>()
  for (const { seq, rule } of violations) if (seq !== undefined) rules.set(seq, [...(rules.get(seq) ?? []), rule])
  return rules
}

function threadsOf({ threads }: ReadableHost, calls: readonly RecordedCall[]): readonly JournalThread[] {
  const seen = new Map<number, { roles: Set<CallRole>; calls: number }>()
  for (const { thread, role } of calls) {
    const one = seen.get(thread.id) ?? { roles: new Set(), calls: 0 }
    one.roles.add(role)
    one.calls++
    seen.set(thread.id, one)
  }
  return [...threads].map(({ id, osId, name }) => {
    const { roles, calls } = seen.get(id) ?? { roles: [], calls: 0 }
    return { id, osId, name, roles: [...roles], calls }
  })
}

function describeStrings({ host, redactor, start }: JournalSource, cut: (text: string) => string): Journal['strings'] {
  const { handedOut, freed, outstanding, badFrees } = host.strings
  return {
    handedOut,
    freed,
    outstanding: outstanding.slice(0, mostFindings).map(({ slot, text, size, pointer, thread, frame, at }) => ({
      slot,
      text: cut(redactor.text(text)),
      bytes: size,
      pointer: hex(pointer),
      thread: { ...thread },
      frame,
      at: Math.round(at - start),
    })),
    badFrees: badFrees.slice(0, mostFindings).map(({ reason, pointer, thread, frame, at, string }) => ({
      reason,
      pointer: hex(pointer),
      thread: { ...thread },
      frame,
      at: Math.round(at - start),
      slot: string?.slot ?? null,
      text: string === undefined ? null : cut(redactor.text(string.text)),
    })),
  }
}

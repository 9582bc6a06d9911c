import type { DroppedCall, HostThread, RecordedCall } from '../../host/contract.js'
import type { FrameSpan } from '../../host/frame-spans.js'
import type { Redactor } from '../secrets.js'

/** One event of the Chrome trace-event format, which Perfetto opens. Times are in microseconds. */
export interface TraceEvent {
  /** `M`: a name; `b`, `e`: a test; `X`: a callback or a call; `s`, `f`: a flow; `i`: an instant. */
  readonly ph: 'M' | 'b' | 'e' | 'X' | 's' | 'f' | 'i'
  readonly name: string
  readonly cat?: string
  readonly ts: number
  readonly dur?: number
  readonly pid: number
  readonly tid: number
  readonly id?: number
  /** Of the end of a flow: it belongs to the slice around it. */
  readonly bp?: 'e'
  readonly s?: 't'
  readonly args?: Readonly<Record<string, unknown>>
}

/** What one test did, for its part of a trace. Times are in nanoseconds, as `at` of calls, which begins with the native core. */
export interface TraceSource {
  readonly test: string
  /** Unique in the process; flows and tests are told apart by it. */
  readonly hostId: number
  readonly pid: number
  /** Nanoseconds to add: to the monotonic clock of the system, which all processes share. */
  readonly offset: number
  readonly begun: number
  readonly ended: number
  readonly threads: readonly HostThread[]
  readonly calls: Iterable<RecordedCall> & { readonly length: number }
  readonly frames: readonly FrameSpan[]
  readonly drops: readonly DroppedCall[]
  readonly redactor: Redactor
}

/** Lane of what has no thread of its own: tests, and callbacks that called no host and have not returned. */
const laneOfTests = 0
/** Of a test that makes more, the first ones: viewers take no more than some millions of events. */
const mostCalls = 100_000
/** Nanoseconds that a call takes which C answers, and of which nobody knows more. */
const shortest = 1

/** A callback that is drawn on a thread. */
interface Slice {
  readonly span: FrameSpan
  readonly thread: number
  readonly start: number
  readonly end: number
}

/** The events of one test: a lane for each thread, callbacks as slices, calls in them, flows to background calls. */
export function makeTraceEvents(source: TraceSource): readonly TraceEvent[] {
  const calls = firstOf(source.calls, mostCalls)
  for (const call of calls) source.redactor.learnCall(call)
  const slices = sliceFrames(source, calls)
  const offset = microseconds(source.offset)
  return [
    ...nameLanes(source),
    ...printTest(source),
    ...slices.map((slice) => printSlice(source, slice)),
    ...calls.map((call) => printCall(source, call)),
    ...printFlows(source, calls, slices),
    ...source.drops.map((drop) => printDrop(source, drop)),
    ...printOmitted(source, calls),
  ]
    .map((event) => (event.ph === 'M' ? event : { ...event, ts: event.ts + offset }))
    .sort((a, b) => a.ts - b.ts)
}

function firstOf<Value>(values: Iterable<Value>, most: number): readonly Value[] {
  const first: Value[] = []
  for (const value of values) {
    if (first.length === most) break
    first.push(value)
  }
  return first
}

function nameLanes({ pid, threads }: TraceSource): TraceEvent[] {
  const name = (tid: number, text: string): TraceEvent => ({
    ph: 'M',
    name: 'thread_name',
    ts: 0,
    pid,
    tid,
    args: { name: text },
  })
  return [
    name(laneOfTests, 'tests'),
    ...threads.map(({ id, name: own }) => name(id, own === '' ? `thread ${id}` : `${own} (${id})`)),
  ]
}

/** Tests may overlap, so they are no slices of a thread. */
function printTest({ pid, hostId, test, begun, ended, redactor }: TraceSource): TraceEvent[] {
  const event = { name: redactor.text(test), cat: 'test', pid, tid: laneOfTests, id: hostId }
  return [
    { ph: 'b', ts: microseconds(begun), ...event },
    { ph: 'e', ts: microseconds(ended), ...event },
  ]
}

/** Where each callback stands: on the thread that ran it, around its calls, and over before the next one there. */
function sliceFrames({ frames, ended }: TraceSource, calls: readonly RecordedCall[]): readonly Slice[] {
  const slices = new Map<number, Slice>()
  for (const span of frames) {
    slices.set(span.id, { span, thread: span.thread, start: span.start, end: span.end ?? ended })
  }
  for (const { frame, thread, at, duration } of calls) {
    const slice = slices.get(frame?.id ?? 0)
    if (slice === undefined) continue
    const end = Math.max(slice.end, at + (duration ?? shortest))
    slices.set(slice.span.id, { ...slice, thread: thread.id, start: Math.min(slice.start, at), end })
  }
  return oneAfterAnother([...slices.values()])
}

/** A thread makes one callback at a time, though JavaScript may hear of an end when the next one has begun. */
function oneAfterAnother(slices: Slice[]): readonly Slice[] {
  slices.sort((a, b) => a.start - b.start)
  const nextStarts = new Map<number, number>()
  for (const [index, slice] of [...slices.entries()].reverse()) {
    const { thread, start, end } = slice
    const next = nextStarts.get(thread)
    if (next !== undefined) slices[index] = { ...slice, end: Math.max(start, Math.min(end, next)) }
    if (thread !== laneOfTests) nextStarts.set(thread, start)
  }
  return slices
}

function printSlice({ pid, redactor }: TraceSource, { span, thread, start, end }: Slice): TraceEvent {
  return {
    ph: 'X',
    name: redactor.text(span.title),
    cat: 'callback',
    ts: microseconds(start),
    dur: microseconds(end - start),
    pid,
    tid: thread,
    args: { kind: span.kind, frame: span.id, ...(span.end === undefined && { returned: false }) },
  }
}

function printCall({ pid, redactor }: TraceSource, recorded: RecordedCall): TraceEvent {
  const { seq, slot, args, answer, thread, frame, agentId, role, at, duration, refused } = redactor.call(recorded)
  return {
    ph: 'X',
    name: slot,
    cat: role,
    ts: microseconds(at),
    dur: microseconds(duration ?? shortest),
    pid,
    tid: thread.id,
    args: {
      seq,
      ...plain(args),
      ...(answer !== undefined && { answer }),
      ...(agentId !== null && { agent: agentId }),
      ...(frame !== null && { frame: frame.id }),
      ...(refused !== undefined && { refused }),
    },
  }
}

/** From the callback in which, or after which, a thread of the plugin made its calls: one arrow where that changes. */
function printFlows({ pid, hostId }: TraceSource, calls: readonly RecordedCall[], slices: readonly Slice[]) {
  const causeOf = findCauses(slices)
  const causes = new Map<number, Slice>()
  const background = calls.filter(({ role }) => role === 'background').sort((a, b) => a.at - b.at)
  return background.flatMap(({ thread, at, seq }): TraceEvent[] => {
    const cause = causeOf(at)
    if (cause === undefined || causes.get(thread.id) === cause) return []
    causes.set(thread.id, cause)
    const flow = { name: 'caused', cat: 'flow', pid, id: hostId * 2 ** 32 + seq }
    return [
      { ph: 's', ts: microseconds(cause.start), tid: cause.thread, ...flow },
      { ph: 'f', bp: 'e', ts: microseconds(at), tid: thread.id, ...flow },
    ]
  })
}

/** For times that ascend: the callback in progress that began last; where there is none, the last that had begun. */
function findCauses(slices: readonly Slice[]): (at: number) => Slice | undefined {
  const waiting = slices.filter(({ thread }) => thread !== laneOfTests).reverse()
  const open: Slice[] = []
  let last: Slice | undefined
  return (at) => {
    for (let next = waiting.at(-1); next !== undefined && next.start <= at; next = waiting.at(-1)) {
      last = next
      open.push(next)
      waiting.pop()
    }
    while ((open.at(-1)?.end ?? at) < at) open.pop()
    return open.at(-1) ?? last
  }
}

function printOmitted({ pid, calls, ended }: TraceSource, shown: readonly RecordedCall[]): TraceEvent[] {
  if (calls.length === shown.length) return []
  const name = `${calls.length - shown.length} more calls are left out`
  return [{ ph: 'i', s: 't', name, ts: microseconds(ended), pid, tid: laneOfTests }]
}

/** A drop has no time of its own: it stands at the end of the test. */
function printDrop({ pid, ended, redactor }: TraceSource, { slot, args, reason, thread }: DroppedCall): TraceEvent {
  const { args: shown } = redactor.call({ slot, args })
  return {
    ph: 'i',
    s: 't',
    name: `dropped (${reason}): ${slot}`,
    cat: 'drop',
    ts: microseconds(ended),
    pid,
    tid: thread.id,
    args: plain(shown),
  }
}

function microseconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1000
}

function plain(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const print = (value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value)
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, print(value)]))
}

import { type DetailRow, isMockHostError, MockHostError } from '../errors/mockhost-error.js'
import type { FrameKind } from '../host/contract.js'
import { describeStand, isOfAnotherCall, pluginCrashed } from '../host/crash.js'
import { isDebugged, startLimit } from '../host/debugger.js'
import { pumpTooDeep } from '../host/host-api.js'
import { type HostInternals, internals, type MockHost } from '../host/mock-host.js'
import { busySince, realNow } from '../host/real-timers.js'
import type { Binding } from '../native/binding.js'
import { type Address, frameKinds, Status } from '../native/core.js'
import type { CallOutcome } from '../native/event.js'
import { runtime } from '../native/runtime.js'
import { formatCallTable } from '../report/call-table.js'
import type { CallOptions } from './contract.js'
import type { PluginProcess } from './isolated.js'
import { whoWaits } from './standing.js'

/** Milliseconds that a call may take where no test sets a limit: what the app gives a route. */
const defaultTimeout = 30_000
/** A call that starts when the test's time is nearly up still gets this long. */
const shortestTimeout = 50

export interface FrameCall {
  readonly kind: FrameKind
  /** What the frame does, for messages: `invoke "greet"`. */
  readonly title: string
  readonly texts?: readonly (string | null)[]
  /** Event type of `on_task_event`. */
  readonly number?: number
  readonly options?: CallOptions
  /** Callbacks that have no agent in the app, whatever the options say (fact sheet, section 3.1). */
  readonly hasNoAgent?: boolean
  /** Milliseconds that the app waits for it, and the name of that limit among the host's; the call's own timeout comes first. */
  readonly limit?: readonly [milliseconds: number, name: 'toolTimeout' | 'routeTimeout']
}

/** Thread and frame of a call, by number; 0 where it has none. */
interface Place {
  readonly thread: number
  readonly frame: number
}

const nowhere: Place = { thread: 0, frame: 0 }

/** Where the callbacks of a plugin run. */
export interface Way {
  /** Of an isolated plugin. */
  readonly process?: PluginProcess | undefined
  /** Called when a callback has crashed in this process. */
  readonly onCrash: () => void
}

/** For traces. The host may be closed by now: its native memory is not asked. */
function noteEnd({ frameSpans }: HostInternals, { core }: Binding, { job, threadId }: CallOutcome): void {
  frameSpans?.end(job, { end: core.now(), thread: threadId })
}

/** Makes the callbacks of one plugin, each in a frame on a native thread. */
export class Frames {
  readonly plugin: Address
  readonly #host: MockHost
  readonly #inFlight = new Map<Promise<CallOutcome>, FrameCall>()
  /** Jobs of the calls in progress. */
  readonly #running = new Map<Address, FrameCall>()
  #stuckIn: string | undefined
  readonly #way: Way
  #end: End | undefined
  /** Errors of the calls that the process of the plugin ended in; first that of the call that ended it. */
  readonly #endsOfProcess: unknown[] = []
  /** OS ids of the threads that lived before the plugin was loaded; `undefined` where others have been loaded since. */
  threadsBefore: () => ReadonlySet<number> | undefined = () => undefined

  constructor(host: MockHost, plugin: Address, way: Way) {
    this.#host = host
    this.#way = way
    this.plugin = plugin
  }

  /** The frame that never returned, as it hangs or has crashed, if there is one. */
  get stuckIn(): string | undefined {
    return this.#stuckIn
  }

  /** Process that the callbacks run in, if it is another one; 0: this one. */
  get processId(): number {
    return this.#way.process?.id ?? 0
  }

  /** Calls while the event loop stays free. */
  call(call: FrameCall): Promise<CallOutcome> {
    const host = this.#host[internals]
    const { binding } = host.native
    const timeout = timeoutOf(call)
    const job = this.#start(host, call, false)
    const outcome = new Promise<CallOutcome>((resolve, reject) => {
      const due = realNow() + timeout
      const onLate = () => {
        const error = made(() =>
          this.#giveUp(call, timeout, { ...this.#placeOf(job), javascript: this.#describeEventLoop(due) }),
        )
        this.#running.delete(job)
        binding.abandon(job)
        reject(error)
      }
      const stopLimit = startLimit(binding, { limit: timeout, process: this.processId, onLate })
      this.#running.set(job, call)
      binding.onFinished(job, (outcome) => {
        this.#running.delete(job)
        stopLimit()
        noteEnd(host, binding, outcome)
        if (hasEnded(outcome)) reject(made(() => this.#crash(call, outcome)))
        else resolve(outcome)
      })
    })
    this.#track(host, call, outcome)
    return outcome
  }

  /** Waits for the calls in progress, as the app does before `destroy` (fact sheet, section 14.3). */
  async drain(timeout?: number): Promise<void> {
    // One turn at least: a call that waits for us here and now is over by then.
    await null
    const [call] = this.#inFlight.values()
    if (call === undefined) return
    const limit = timeoutOf({ ...call, options: timeout === undefined ? {} : { timeout } })
    const due = realNow() + limit
    let stopLimit = () => {}
    const late = new Promise<true>((resolve) => {
      const { binding } = this.#host[internals].native
      stopLimit = startLimit(binding, { limit, process: this.processId, onLate: () => resolve(true) })
    })
    const isLate = await Promise.race([Promise.allSettled(this.#inFlight.keys()), late])
    stopLimit()
    if (isLate !== true) return
    const [job] = [...this.#running].find(([, running]) => running === call) ?? []
    throw this.#giveUp(call, limit, { ...this.#placeOf(job), javascript: this.#describeEventLoop(due) })
  }

  /** Throws when the plugin never returned from a frame. */
  assertNotStuck(title: string): void {
    if (this.#stuckIn === undefined) return
    throw this.#end === undefined ? stuck(this.#stuckIn, title) : endedBefore(this.#end, this.#stuckIn, title)
  }

  /**
   * Of errors of calls that nobody waited for, those that say what no other error says: the call that a plugin ends in tells
   * of it, and not those that are refused then. An end of its process ends every call in progress, and one of them tells.
   */
  newsIn(errors: readonly unknown[]): readonly unknown[] {
    const ends = this.#endsOfProcess
    const isKnown = ends.some((end) => !errors.includes(end))
    const isRepeated = (error: unknown) => ends.includes(error) && (isKnown || error !== ends[0])
    return errors.filter((error) => !isRefusal(error) && !isRepeated(error))
  }

  /** An isolated plugin that cannot be called any more needs no process. */
  endProcess(): void {
    this.#way.process?.end()
  }

  #track({ callsInFlight }: HostInternals, call: FrameCall, outcome: Promise<CallOutcome>): void {
    this.#inFlight.set(outcome, call)
    callsInFlight.add(outcome)
    const forget = () => {
      this.#inFlight.delete(outcome)
      callsInFlight.delete(outcome)
    }
    outcome.then(forget, forget)
  }

  /** Calls while this thread waits and serves responders. */
  callSync(call: FrameCall): CallOutcome {
    const host = this.#host[internals]
    const { binding } = host.native
    if (!binding.mayPump) throw pumpTooDeep()
    const timeout = timeoutOf(call)
    const job = this.#start(host, call, true)
    let error: MockHostError | undefined
    const onLate = () => {
      if (isDebugged(binding, this.processId)) return timeout
      error = this.#giveUp(call, timeout, { ...this.#placeOf(job), javascript: this.#describeWaiting() })
      return 0
    }
    const outcome = this.#pump(job, call, timeout, onLate)
    if (outcome === undefined) throw error
    noteEnd(host, binding, outcome)
    if (hasEnded(outcome)) throw this.#crash(call, outcome)
    return outcome
  }

  #pump(job: Address, call: FrameCall, timeout: number, onLate: () => number): CallOutcome | undefined {
    const { binding, id } = this.#host[internals].native
    this.#running.set(job, call)
    try {
      return binding.pump(job, id, binding.now() + timeout, { title: call.title, onLate })
    } finally {
      this.#running.delete(job)
    }
  }

  #start(host: HostInternals, call: FrameCall, isWaiting: boolean): Address {
    this.assertNotStuck(call.title)
    const { native, options } = host
    const { binding } = native
    const [text0 = null, text1 = null, text2 = null] = call.texts ?? []
    const start = host.frameSpans === undefined ? 0 : binding.core.now()
    const job = binding.core.jobCall(
      binding.mailbox,
      this.plugin,
      // An async frame keeps the host that gets the calls made here now; a waited-for one sees the live stack.
      native.topTable() || this.#table(host),
      isWaiting ? native.stack() : 0,
      frameKinds.indexOf(call.kind),
      binding.core.agent(this.agentOf(call)),
      call.number ?? 0,
      isWaiting ? 1 : 0,
      options.frameStackSize ?? 0,
      text0,
      text1,
      text2,
    )
    if (job === 0) throw noThread()
    const { kind, title } = call
    host.frameSpans?.begin(job, { id: binding.core.jobFrame(job), kind, title, start })
    return job
  }

  /** A host of version 1 is never installed: it has no table. */
  #table({ native, options }: HostInternals): Address {
    return options.abiVersion === 1 ? 0 : native.table(this.#host.name)
  }

  /** Agent that a call is made for; `null` for none. */
  agentOf({ options = {}, hasNoAgent = false }: FrameCall): string | null {
    const host = this.#host[internals]
    if (hasNoAgent && host.options.profile !== 'upstream') return null
    const agent = options.agentId === undefined ? this.#host.activeAgentId : options.agentId
    return agent === null ? null : host.normaliseAgentId(agent)
  }

  #crash(call: FrameCall, outcome: CallOutcome): MockHostError {
    this.#stuckIn = call.title
    this.#end = outcome.status === Status.exited ? 'PLUGIN_EXITED' : 'PLUGIN_CRASHED'
    if (this.#way.process === undefined) this.#way.onCrash()
    this.endProcess()
    const dossier = outcome.text ?? ''
    const error = pluginCrashed(call.title, dossier, this.#host)
    if (this.#way.process === undefined) return error
    if (isOfAnotherCall(dossier)) this.#endsOfProcess.push(error)
    else this.#endsOfProcess.unshift(error)
    return error
  }

  #placeOf(job: Address | undefined): Place {
    if (job === undefined) return nowhere
    const { core } = this.#host[internals].native.binding
    return { thread: core.jobThread(job), frame: core.jobFrame(job) }
  }

  /** What JavaScript did while a call was to return that it does not wait for here and now. */
  #describeEventLoop(due: number): string {
    const { binding } = this.#host[internals].native
    const late = busySince(due)
    if (late === 0) return 'was free: it waited for the call, and answered what was asked'
    const pumped = binding.pumpedSince(binding.now() - late)
    const where = pumped === undefined ? '' : `, in the synchronous call ${pumped}`
    return `was busy until ${late} ms after the limit${where}: no promise settles meanwhile`
  }

  #describeWaiting(): string {
    const { pumped } = this.#host[internals].native.binding
    const around = pumped.slice(0, -1)
    const inside = around.length === 0 ? '' : `, inside of ${around.toReversed().join(', inside of ')}`
    return `waited in this synchronous call${inside}: no promise settles meanwhile`
  }

  /** The other callbacks of the plugin in progress, with the numbers of their threads. */
  #beside({ frame }: Place): readonly (readonly [string, number])[] {
    const { core } = this.#host[internals].native.binding
    return [...this.#running]
      .filter(([job]) => core.jobFrame(job) !== frame && core.jobThread(job) !== 0)
      .map(([job, { title }]) => [title, core.jobThread(job)])
  }

  /** The process of an isolated plugin is killed; a thread cannot be. */
  #giveUp(call: FrameCall, timeout: number, place: Place & { readonly javascript: string }): MockHostError {
    const isIsolated = this.#way.process !== undefined
    const waits = whoWaits(this.#host, {
      thread: isIsolated ? 0 : place.thread,
      threadsBefore: this.threadsBefore(),
      beside: isIsolated ? [] : this.#beside(place),
      javascript: place.javascript,
    })
    this.#stuckIn = call.title
    if (isIsolated) this.#end = 'PLUGIN_TIMED_OUT'
    const stand = this.#way.process?.giveUp(place.frame) ?? ''
    const limit = `${Math.round(timeout)} ms`
    const error = new MockHostError({
      code: isIsolated ? 'PLUGIN_TIMED_OUT' : 'CALL_TIMED_OUT',
      message: `${call.title} did not return within ${limit}${isIsolated ? ', so its process was killed' : ''}.`,
      details: [
        ...describeLimit(call, timeout),
        ...describeStand(stand),
        ...waits,
        ['calls', `\n${formatCallTable(this.#host.calls.entries, { limit: 10 })}`],
      ],
      fix: 'look for a lock or a loop in the plugin; a longer limit is { timeout: milliseconds }',
      end: { how: 'hang', during: call.title, ...lastSlot(this.#host) },
    })
    if (isIsolated) this.#endsOfProcess.unshift(error)
    return error
  }
}

/** An error, or what the making of it ran into: a call may outlive its host, which says so. */
function made(make: () => MockHostError): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

/** Of the last call of all: whose thread hangs is not known. */
function lastSlot({ calls }: MockHost): { readonly after?: string } {
  return calls.last === undefined ? {} : { after: calls.last.slot }
}

function timeoutOf({ options = {}, limit }: FrameCall): number {
  if (options.timeout !== undefined) return options.timeout
  const [ofApp = Number.POSITIVE_INFINITY] = limit ?? []
  return Math.min(ofApp, timeLeft() ?? (limit === undefined ? defaultTimeout : ofApp))
}

/** What the running test has left; `undefined` where no test sets a limit. */
function timeLeft(): number | undefined {
  const left = runtime().context().scope.callLimit?.timeLeft()
  return left === undefined ? undefined : Math.max(shortestTimeout, left)
}

/** Whether a call was given up since the app would not have waited any longer. */
function describeLimit({ options = {}, limit }: FrameCall, timeout: number): readonly DetailRow[] {
  if (options.timeout !== undefined || limit === undefined || limit[0] !== timeout) return []
  return [['limit', `of the app, which waits no longer; limits: { ${limit[1]}: milliseconds } sets another`]]
}

function stuck(frame: string, title: string): MockHostError {
  return new MockHostError({
    code: 'PLUGIN_STUCK',
    message: `${title} was not called: the plugin never returned from ${frame}.`,
    fix: 'mend the call that timed out first; its error names the last calls of the plugin',
  })
}

/** Whether the thread of the call crashed or called exit(), and never goes on. */
function hasEnded({ status }: CallOutcome): boolean {
  return status === Status.crashed || status === Status.exited
}

/** How a plugin ended that cannot be called any more. */
type End = keyof typeof ends

const ends = {
  PLUGIN_CRASHED: 'crashed',
  PLUGIN_EXITED: 'called exit()',
  PLUGIN_TIMED_OUT: 'took too long, and was killed,',
} as const

/** Whether a call was refused since the plugin had ended in another one. */
function isRefusal(error: unknown): boolean {
  if (!isMockHostError(error) || error.end !== undefined) return false
  return error.code === 'PLUGIN_STUCK' || error.code in ends
}

function endedBefore(code: End, frame: string, title: string): MockHostError {
  return new MockHostError({
    code,
    message: `${title} was not called: the plugin ${ends[code]} in ${frame}.`,
    fix: 'mend that first; a plugin that is loaded anew gets a fresh copy of the library',
  })
}

function noThread(): MockHostError {
  return new MockHostError({
    code: 'NO_MEMORY',
    message: 'The native core could not make a thread for the call.',
    fix: 'lower frameStackSize, or raise the limits of the process (ulimit -u, ulimit -v)',
  })
}

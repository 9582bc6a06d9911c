import { type Address, type Core, EventKind, loadCore, Status } from './core.js'
import { type ProcessCounters, readCounters } from './counters.js'
import { type CallOutcome, EventReader, type SlotRequest } from './event.js'
import { type LoopWake, listenToPipe } from './event-loop.js'
import { ContextStacks } from './install-context.js'

/** Answers the slots that a host leaves to JavaScript. */
export interface Responder {
  /** @param isPumped whether a synchronous call waits for it, so that an answer that needs the event loop would never come */
  answer(request: SlotRequest, isPumped: boolean): void
  /** The answer of a call that JavaScript itself has made; `undefined`: the default of the core. */
  answerNow(request: SlotRequest): string | null | undefined
}

/** How JavaScript waits for a job. */
export interface PumpOptions {
  /** What it waits for, for messages. */
  readonly title: string
  /** Called when the time is up. Returns the milliseconds to wait on; 0 or nothing: the job is given up. */
  readonly onLate?: () => number
}

/** Synchronous calls nested in one another: more than this is a test that calls itself. */
const deepestPump = 16
/** Milliseconds after which a waiting JS thread looks whether it is to end. */
const slice = 25

// `worker.terminate()` and `process.exit()` get through where a JavaScript function is called.
const breathe = () => {}

/** What is asked for how much there is. */
const nothing = Buffer.alloc(0)

/**
 * The native core, as one JS thread uses it: its functions, its mailbox, its pump.
 *
 * There is one for each JS thread, shared by every copy of this package on it. It hands out numbers,
 * texts and buffers only, since callers may live in another realm.
 */
export class Binding {
  readonly core: Core
  readonly mailbox: Address
  readonly counters: ProcessCounters
  readonly stacks: ContextStacks
  /** Memory for what functions of the core give back in arrays; to be read at once. */
  readonly out = { words: new Uint32Array(4), name: Buffer.alloc(64) }
  /** Numbers of crashes of threads that never called a host: told of on this JS thread. */
  readonly #toldCrashes = new Set<number>()
  readonly #event: EventReader
  readonly #loop: LoopWake
  readonly #responders = new Map<number, Responder>()
  readonly #finished = new Map<Address, (outcome: CallOutcome) => void>()
  readonly #pumping: { readonly hostId: number; readonly frame: number; readonly title: string }[] = []
  #lastPump: { readonly title: string; readonly end: number } | undefined

  constructor() {
    this.core = loadCore()
    this.mailbox = this.core.mailboxOpen()
    this.counters = readCounters(this.core)
    this.stacks = new ContextStacks(this.core)
    this.#event = new EventReader(this.core, this.mailbox)
    this.#loop = listenToPipe(this.core.mailboxFd(this.mailbox), () => this.#serveAll())
  }

  /** Milliseconds of a clock that no fake timer touches. */
  now(): number {
    return this.core.now() / 1e6
  }

  /** Whether nobody on this JS thread has told of that crash, which is nobody's in particular: the caller does now. */
  isFirstToTell(crash: number): boolean {
    const isFirst = !this.#toldCrashes.has(crash)
    this.#toldCrashes.add(crash)
    return isFirst
  }

  /** Sends the requests of a host to `responder`, until `forget`. */
  answerFor(hostId: number, responder: Responder): void {
    this.#responders.set(hostId, responder)
  }

  forget(hostId: number): void {
    this.#responders.delete(hostId)
  }

  /** Answers a request; one that was answered before is left alone. `undefined`: with the default of the core. */
  answer(request: SlotRequest, text: string | null | undefined): void {
    const { core, mailbox } = this
    if (text === undefined) core.requestDefault(mailbox, request.request, request.generation)
    else core.requestAnswer(mailbox, request.request, request.generation, text)
  }

  /**
   * Has a native thread call `on_chunk` of a request; `onReturned` is told when the callback has returned, or that it has ended
   * the plugin (`false`), on the event loop or while this thread waits. Result: `false` when there is no callback, no thread, or the request was answered.
   */
  sendChunk(request: SlotRequest, chunk: string, onReturned: (hasReturned: boolean) => void): boolean {
    const job = this.core.chunkCall(this.mailbox, request.request, request.generation, chunk)
    if (job === 0) return false
    this.onFinished(job, ({ status }) => onReturned(status !== Status.crashed && status !== Status.exited))
    return true
  }

  /** Answers what waits in the mailbox by now, without waiting for the event loop to come round. */
  serveWaiting(): void {
    this.#serveAll()
  }

  /** Is told once when the job is finished. The job keeps the process alive until then, or until `abandon`. */
  onFinished(job: Address, listener: (outcome: CallOutcome) => void): void {
    this.#finished.set(job, listener)
    this.#loop.hold()
  }

  /** Gives up on a job that goes on; it no longer keeps the process alive. */
  abandon(job: Address): void {
    if (!this.#finished.delete(job)) return
    this.core.jobRelease(job)
    this.#loop.release()
  }

  /** Whether one more synchronous call may be nested. */
  get mayPump(): boolean {
    return this.#pumping.length < deepestPump
  }

  /**
   * Waits for a job of host `hostId` and serves requests meanwhile, of every host of this thread. Gives
   * the job up, and returns `undefined`, when `deadline` (milliseconds of `now()`) passes and `onLate` grants no more.
   */
  pump(job: Address, hostId: number, deadline: number, { title, onLate }: PumpOptions): CallOutcome | undefined {
    this.#pumping.push({ hostId, frame: this.core.jobFrame(job), title })
    let until = deadline
    try {
      for (;;) {
        const kind = this.core.mailboxWait(this.mailbox, job, slice)
        if (kind === EventKind.done) {
          const outcome = this.#event.readOutcome()
          if (outcome.job === job) return this.#takeBack(outcome)
          this.#finish(outcome)
        } else if (kind === EventKind.request) this.#serve(this.#event.readRequest())
        else breathe()
        if (this.now() > until) {
          const more = onLate?.() ?? 0
          if (more <= 0) break
          until = this.now() + more
        }
      }
      this.core.jobRelease(job)
      return undefined
    } finally {
      this.#pumping.pop()
      this.#lastPump = { title, end: this.now() }
    }
  }

  /** The synchronous calls that JavaScript waits in, outermost first. */
  get pumped(): readonly string[] {
    return this.#pumping.map(({ title }) => title)
  }

  /** The synchronous call that ended last, if that was at `since` (of `now()`) or later. */
  pumpedSince(since: number): string | undefined {
    return this.#lastPump !== undefined && this.#lastPump.end >= since ? this.#lastPump.title : undefined
  }

  /** Reads how a slot call on this thread went; if JavaScript must answer it, the host does whose call it is (rule R9). */
  settleDirect(kind: number): CallOutcome {
    if (kind === EventKind.request) {
      const { core, mailbox } = this
      const asked = this.#event.readRequest()
      const responder = this.#responders.get(asked.hostId)
      const text = responder === undefined ? null : responder.answerNow(asked)
      if (text === undefined) core.directDefault(mailbox, asked.request, asked.generation)
      else core.directAnswer(mailbox, asked.request, asked.generation, text)
    }
    return this.#event.readOutcome()
  }

  /** Copies what a function of the core writes in whole entries; `read` is called again until all of it fits. */
  readAll(read: (out: Uint8Array, size: number) => number): Buffer {
    for (let bytes = nothing; ; ) {
      const needed = read(bytes, bytes.length)
      if (needed <= bytes.length) return bytes.subarray(0, needed)
      bytes = Buffer.allocUnsafeSlow(needed)
    }
  }

  #takeBack(outcome: CallOutcome): CallOutcome {
    this.core.jobRelease(outcome.job)
    return outcome
  }

  #serveAll(): void {
    for (;;) {
      const kind = this.core.mailboxNext(this.mailbox)
      if (kind === EventKind.request) this.#serve(this.#event.readRequest())
      else if (kind === EventKind.done) this.#finish(this.#event.readOutcome())
      else return
    }
  }

  #finish(outcome: CallOutcome): void {
    const listener = this.#finished.get(outcome.job)
    this.#finished.delete(outcome.job)
    this.core.jobRelease(outcome.job)
    if (listener === undefined) return
    this.#loop.release()
    listener(outcome)
  }

  #serve(request: SlotRequest): void {
    const responder = this.#responders.get(request.hostId)
    try {
      if (responder === undefined) this.answer(request, null)
      else responder.answer(request, this.#isPumped(request))
    } catch (error) {
      // A defect of ours. The thread gets an answer, and whoever waits behind it in the mailbox is served.
      this.answer(request, null)
      queueMicrotask(() => {
        throw error
      })
    }
  }

  /**
   * Whether a synchronous call may wait for the answer, so that no promise would settle: one of the same host, or one
   * whose frame has asked another host, which stands above it on the stack.
   */
  #isPumped({ hostId, frameId }: SlotRequest): boolean {
    return this.#pumping.some((call) => call.hostId === hostId || (frameId !== 0 && call.frame === frameId))
  }
}

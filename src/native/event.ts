import { type Address, type Core, Flag } from './core.js'
import { viewMemory } from './library.js'

/** Where the fields of `mh_event` stand, in 32-bit words. */
const word = {
  request: 1,
  generation: 2,
  host: 3,
  slot: 4,
  level: 5,
  thread: 6,
  frame: 7,
  flags: 8,
  length0: 9,
  length1: 10,
} as const
const statusWord = 11
const jobLowWord = 12
const jobHighWord = 13
const keyLowWord = 14
const keyHighWord = 15
const missingWord = 16
const agentWord = 17
const pluginWord = 18
const onChunkWord = 19
const textByte = 128
const textCapacity = 8000
const eventSize = textByte + textCapacity

/** A plugin thread, or JavaScript itself, waits for the answer of a slot. */
export interface SlotRequest {
  /** Names the request, together with `generation`. */
  readonly request: number
  readonly generation: number
  readonly hostId: number
  readonly slot: number
  /** Level of `log` and `log_structured`. */
  readonly level: number
  readonly threadId: number
  /** Frame of the thread that asks; 0 is none. */
  readonly frameId: number
  /** Numbers of the core (`agentText`) of the agent and of the plugin that called; 0 is none. */
  readonly agent: number
  readonly plugin: number
  /** Whether a `complete_stream` came with a chunk callback. */
  readonly hasOnChunk: boolean
  /** Names the call in the journal; 0 when the journal is full and does not hold it. */
  readonly key: number
  readonly texts: readonly [string | null, string | null]
}

/** How a call into native code ended. */
export interface CallOutcome {
  /** Address of the finished job; 0 for slot calls. */
  readonly job: Address
  /** One of `Status`. */
  readonly status: number
  readonly text: string | null
  /** Bit n set: required pointer n of the plugin table is NULL. */
  readonly missing: number
  readonly threadId: number
}

/** Reads the current event of a mailbox, out of memory that native code fills. */
export class EventReader {
  readonly #core: Core
  readonly #mailbox: Address
  readonly #words: Uint32Array
  readonly #bytes: Buffer

  constructor(core: Core, mailbox: Address) {
    const memory = viewMemory(core.mailboxEvent(mailbox), eventSize)
    this.#core = core
    this.#mailbox = mailbox
    this.#words = new Uint32Array(memory, 0, textByte / 4)
    this.#bytes = Buffer.from(memory, textByte, textCapacity)
  }

  readRequest(): SlotRequest {
    const flags = this.#word(word.flags)
    const [text0, text1] = this.#readTexts()
    return {
      request: this.#word(word.request),
      generation: this.#word(word.generation),
      hostId: this.#word(word.host),
      slot: this.#word(word.slot),
      level: this.#word(word.level) | 0,
      threadId: this.#word(word.thread),
      frameId: this.#word(word.frame),
      agent: this.#word(agentWord),
      plugin: this.#word(pluginWord),
      hasOnChunk: this.#word(onChunkWord) === 1,
      key: this.#word(keyLowWord) + this.#word(keyHighWord) * 2 ** 32,
      texts: [(flags & Flag.null0) === 0 ? text0 : null, (flags & Flag.null1) === 0 ? text1 : null],
    }
  }

  readOutcome(): CallOutcome {
    const isNull = (this.#word(word.flags) & Flag.nullAnswer) !== 0
    return {
      job: this.#word(jobLowWord) + this.#word(jobHighWord) * 2 ** 32,
      status: this.#word(statusWord),
      text: isNull ? null : this.#readTexts()[0],
      missing: this.#word(missingWord),
      threadId: this.#word(word.thread),
    }
  }

  #word(index: number): number {
    return this.#words[index] ?? 0
  }

  #readTexts(): [string, string] {
    const length0 = this.#word(word.length0)
    const length1 = this.#word(word.length1)
    const size = length0 + length1
    let bytes = this.#bytes
    if (size > textCapacity) {
      bytes = Buffer.allocUnsafeSlow(size)
      this.#core.eventText(this.#mailbox, bytes, size)
    }
    return [bytes.toString('utf8', 0, length0), bytes.toString('utf8', length0, size)]
  }
}

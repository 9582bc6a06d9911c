import { isUtf8 } from 'node:buffer'
import { slots } from '../abi/slots.js'
import type { Binding } from '../native/binding.js'
import { type Address, Flag, frameKinds } from '../native/core.js'
import { argumentMakers } from './call-arguments.js'
import type { Frame, HostThread, RecordedCall } from './contract.js'
import { refusalOf } from './refusal.js'
import type { ThreadCatalogue } from './threads.js'

/** Where the fields of `mh_entry` stand, in 32-bit words; the first holds slot, kind, frame kind and flags. */
const word = { level: 1, key: 2, at: 4, thread: 6, frame: 7, agent: 8, length0: 9, length1: 10, length2: 11 } as const
const headerWords = 12
const returnEntry = 1
const freeString = slots.findIndex(({ name }) => name === 'free_string')
const isAnswered = slots.map(({ returns }) => returns === 'string')
/** Bytes of a journal that takes its memory from Node's pool. */
const smallJournal = 2048
/** Bytes that are drained at once. */
const portion = 64 * 2 ** 20

/** A call as it stands in the journal: completed when its return is read. */
type OpenCall = { -readonly [Key in keyof RecordedCall]: RecordedCall[Key] }

/** What was drained at once: whole entries. */
interface Portion {
  readonly bytes: SliceableBuffer
  readonly words: Uint32Array
}

/** What `toString` ends in, at half its cost; not in the types. */
interface SliceableBuffer extends Buffer {
  latin1Slice(from: number, to: number): string
  utf8Slice(from: number, to: number): string
}

/** What decoding has to know, and whom it tells what it finds out besides the calls. */
export interface JournalOptions {
  /** Bytes above which the core refuses a config value. */
  readonly configValueBytes: number
  onInvalidText(call: RecordedCall, argument: string): void
  onUnreachable(call: RecordedCall): void
}

/** The journal of one host as recorded calls: drained in bulk, decoded when it is read, only what is new. */
export class Journal {
  readonly #binding: Binding
  readonly #host: Address
  readonly #threads: ThreadCatalogue
  readonly #options: JournalOptions
  readonly #frames = new Map<number, Frame>()
  readonly #agents = new Map<number, string | null>()
  /** Calls whose return has not been read, by key. */
  readonly #open = new Map<number, OpenCall>()
  readonly #drained: Buffer[] = []
  #calls: RecordedCall[] = []
  /** Number of the last call. */
  #seq = 0
  #isDetached = false

  constructor(binding: Binding, host: Address, threads: ThreadCatalogue, options: JournalOptions) {
    this.#binding = binding
    this.#host = host
    this.#threads = threads
    this.#options = options
  }

  /** Every call so far: the same array until `reset`. */
  read(): readonly RecordedCall[] {
    this.#drain()
    for (const bytes of this.#drained.splice(0)) this.#decode(bytes)
    return this.#calls
  }

  /** Takes everything out of native memory that goes away. It is decoded when it is read. */
  detach(): void {
    this.#drain()
    this.#isDetached = true
  }

  /** Number of a call that has not returned. */
  seqOf(key: number): number | undefined {
    this.read()
    return this.#open.get(key)?.seq
  }

  reset(): void {
    this.#seq = this.#binding.core.journalCount(this.#host)
    this.#binding.core.journalReset(this.#host)
    this.#drained.length = 0
    this.#calls = []
    this.#open.clear()
  }

  #drain(): void {
    if (this.#isDetached) return
    const { core } = this.#binding
    for (let pending = core.journalPending(this.#host); pending > 0; pending = core.journalPending(this.#host)) {
      // Whole entries only: one that is larger than a portion has to be taken with all the rest.
      const bytes = this.#drainUpTo(Math.min(pending, portion)) ?? this.#drainUpTo(pending)
      if (bytes === undefined) return
      this.#drained.push(bytes)
    }
  }

  #drainUpTo(capacity: number): Buffer | undefined {
    // A small journal fits into Node's shared pool: memory of its own would cost more than the draining.
    const bytes = capacity <= smallJournal ? Buffer.allocUnsafe(capacity) : Buffer.allocUnsafeSlow(capacity)
    const size = this.#binding.core.journalDrain(this.#host, bytes, capacity)
    return size === 0 ? undefined : bytes.subarray(0, size)
  }

  #decode(bytes: Buffer): void {
    // Drained into memory of its own, where each entry begins at a multiple of 8 bytes.
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    const portion: Portion = { bytes: bytes as SliceableBuffer, words }
    const seen = new Set<number>()
    let last = 0
    for (let at = 0; at < words.length; ) {
      const size = (words[at + word.length0] ?? 0) + (words[at + word.length1] ?? 0) + (words[at + word.length2] ?? 0)
      if ((((words[at] ?? 0) >> 8) & 15) === returnEntry) this.#decodeReturn(portion, at)
      else {
        const { id } = this.#decodeCall(portion, at)
        if (id !== last) seen.add(id)
        last = id
      }
      at += headerWords + ((size + 7) >>> 3) * 2
    }
    this.#threads.refresh(seen)
  }

  #decodeCall(portion: Portion, at: number): HostThread {
    const { bytes, words } = portion
    const first = words[at] ?? 0
    const index = first & 255
    const flags = first >>> 16
    const slot = slots[index]
    const make = argumentMakers[index]
    const thread = this.#threads.get(words[at + word.thread] ?? 0)
    if (slot === undefined || make === undefined) return thread
    const text0 = (at + headerWords) * 4
    const text1 = text0 + (words[at + word.length0] ?? 0)
    const text2 = text1 + (words[at + word.length1] ?? 0)
    const isPointer = index === freeString
    const isNull0 = (flags & Flag.null0) !== 0
    const hasAnswer = (flags & Flag.answered) !== 0
    const call: OpenCall = {
      seq: ++this.#seq,
      slot: slot.name,
      args: make(
        isNull0 || isPointer ? null : readText(bytes, flags, text0, text1),
        (flags & Flag.null1) === 0 ? readText(bytes, flags, text1, text2) : null,
        (words[at + word.level] ?? 0) | 0,
        isNull0 || !isPointer ? null : bytes.readBigUInt64LE(text0),
      ),
      answer: hasAnswer ? decodeAnswer(portion, at, text2) : undefined,
      role: (flags & Flag.background) === 0 ? 'install' : 'background',
      thread,
      frame: this.#frameOf(words[at + word.frame] ?? 0, (first >> 12) & 15),
      agentId: this.#agentOf(words[at + word.agent] ?? 0),
      at: readUint64(words, at + word.at),
    }
    this.#calls.push(call)
    if (!hasAnswer && isAnswered[index] === true) this.#open.set(readUint64(words, at + word.key), call)
    if ((flags & (Flag.refused | Flag.badFree)) !== 0)
      call.refused = refusalOf(call, flags, this.#options.configValueBytes)
    if ((flags & Flag.notASCII) !== 0) {
      this.#checkTexts(call, [bytes.subarray(text0, text1), bytes.subarray(text1, text2)])
    }
    return thread
  }

  #decodeReturn(portion: Portion, at: number): void {
    const { words } = portion
    const key = readUint64(words, at + word.key)
    const call = this.#open.get(key)
    if (call === undefined) return
    const flags = (words[at] ?? 0) >>> 16
    const text = (at + headerWords) * 4
    this.#open.delete(key)
    call.answer = decodeAnswer(portion, at, text)
    call.duration = Math.max(0, readUint64(words, at + word.at) - call.at)
    if ((flags & Flag.unreachable) !== 0) this.#options.onUnreachable(call)
  }

  /** Invalid UTF-8 decodes to U+FFFD; only texts with that character are looked at again. */
  #checkTexts(call: RecordedCall, texts: readonly [Buffer, Buffer]): void {
    const textArguments = Object.entries(call.args).filter(([name]) => name !== 'level')
    for (const [place, [name, value]] of textArguments.entries()) {
      const text = texts[place]
      if (text === undefined || typeof value !== 'string' || !value.includes('\ufffd')) continue
      if (!isUtf8(text)) this.#options.onInvalidText(call, name)
    }
  }

  #agentOf(number: number): string | null {
    if (number === 0) return null
    let agent = this.#agents.get(number)
    if (agent === undefined) {
      agent = this.#binding.core.agentText(number)
      this.#agents.set(number, agent)
    }
    return agent
  }

  #frameOf(id: number, kind: number): Frame | null {
    const name = frameKinds[kind]
    if (id === 0 || name === null || name === undefined) return null
    const known = this.#frames.get(id)
    if (known !== undefined) return known
    const frame: Frame = { id, kind: name }
    this.#frames.set(id, frame)
    return frame
  }
}

function readUint64(words: Uint32Array, at: number): number {
  return (words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 32
}

function readText(bytes: SliceableBuffer, flags: number, from: number, to: number): string {
  if (from === to) return ''
  return (flags & Flag.notASCII) === 0 ? bytes.latin1Slice(from, to) : bytes.utf8Slice(from, to)
}

function decodeAnswer({ bytes, words }: Portion, at: number, from: number): string | null {
  const flags = (words[at] ?? 0) >>> 16
  if ((flags & Flag.nullAnswer) !== 0) return null
  return readText(bytes, flags, from, from + (words[at + word.length2] ?? 0))
}

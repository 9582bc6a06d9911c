import { isUtf8 } from 'node:buffer'
import { slots } from '../abi/slots.js'
import type { Binding } from '../native/binding.js'
import { type Address, Flag, frameKinds } from '../native/core.js'
import type { CallArguments, Frame, RecordedCall, RefusalRule } from './contract.js'
import type { ThreadCatalogue } from './threads.js'

/** Size of `mh_entry`, and where its fields stand. */
const header = 48
const field = { slot: 0, kind: 1, flags: 2, level: 4, seq: 8, at: 16, thread: 24, frame: 28, agent: 32, lengths: 36 }
const returnEntry = 1
/** Bytes that are drained at once. */
const portion = 64 * 2 ** 20

/** A call as it stands in the journal: completed when its return is read. */
type OpenCall = { -readonly [Key in keyof RecordedCall]: RecordedCall[Key] }

/** What decoding found out besides the calls. */
export interface DecodeListener {
  onRefused(call: RecordedCall, rule: RefusalRule): void
  onInvalidText(call: RecordedCall, argument: string): void
  onUnreachable(call: RecordedCall): void
}

/** The journal of one host as recorded calls: drained in bulk, decoded when it is read, only what is new. */
export class Journal {
  readonly #binding: Binding
  readonly #host: Address
  readonly #threads: ThreadCatalogue
  readonly #listener: DecodeListener
  readonly #frames = new Map<number, Frame>()
  readonly #open = new Map<number, OpenCall>()
  readonly #drained: Buffer[] = []
  #calls: RecordedCall[] = []
  #isDetached = false

  constructor(binding: Binding, host: Address, threads: ThreadCatalogue, listener: DecodeListener) {
    this.#binding = binding
    this.#host = host
    this.#threads = threads
    this.#listener = listener
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

  reset(): void {
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
    const bytes = Buffer.allocUnsafeSlow(capacity)
    const size = this.#binding.core.journalDrain(this.#host, bytes, capacity)
    return size === 0 ? undefined : bytes.subarray(0, size)
  }

  #decode(bytes: Buffer): void {
    const seen = new Set<number>()
    for (let at = 0; at < bytes.length; ) {
      const length0 = bytes.readUInt32LE(at + field.lengths)
      const length1 = bytes.readUInt32LE(at + field.lengths + 4)
      const length2 = bytes.readUInt32LE(at + field.lengths + 8)
      const text = at + header
      const end = text + length0 + length1 + length2
      if ((bytes.readUInt8(at + field.kind) & 15) === returnEntry) {
        this.#decodeReturn(bytes, at, text, end)
      } else {
        seen.add(bytes.readUInt32LE(at + field.thread))
        this.#decodeCall(bytes, at, text, text + length0, text + length0 + length1, end)
      }
      at += header + ((length0 + length1 + length2 + 7) & ~7)
    }
    this.#threads.refresh(seen)
  }

  #decodeCall(bytes: Buffer, at: number, text0: number, text1: number, text2: number, end: number): void {
    const flags = bytes.readUInt16LE(at + field.flags)
    const slot = slots[bytes.readUInt8(at + field.slot)]
    if (slot === undefined) return
    const agent = bytes.readUInt32LE(at + field.agent)
    const call: OpenCall = {
      seq: readUint64(bytes, at + field.seq),
      slot: slot.name,
      args: decodeArguments(bytes, at, slot.args, flags, text0, text1, text2),
      answer: (flags & Flag.answered) === 0 ? undefined : decodeAnswer(bytes, flags, text2, end),
      role: (flags & Flag.background) === 0 ? 'install' : 'background',
      thread: this.#threads.get(bytes.readUInt32LE(at + field.thread)),
      frame: this.#frameOf(bytes.readUInt32LE(at + field.frame), bytes.readUInt8(at + field.kind) >> 4),
      agentId: agent === 0 ? null : this.#binding.core.agentText(agent),
      at: readUint64(bytes, at + field.at),
    }
    this.#calls.push(call)
    if (slot.returns === 'string' && (flags & Flag.answered) === 0) this.#open.set(call.seq, call)
    if ((flags & Flag.refused) !== 0) {
      call.refused = 'NULL_ARGUMENT'
      this.#listener.onRefused(call, call.refused)
    }
    this.#checkTexts(call, bytes.subarray(text0, text2))
  }

  #decodeReturn(bytes: Buffer, at: number, text: number, end: number): void {
    const seq = readUint64(bytes, at + field.seq)
    const call = this.#open.get(seq)
    if (call === undefined) return
    const flags = bytes.readUInt16LE(at + field.flags)
    this.#open.delete(seq)
    call.answer = decodeAnswer(bytes, flags, text, end)
    call.duration = Math.max(0, readUint64(bytes, at + field.at) - call.at)
    if ((flags & Flag.unreachable) !== 0) this.#listener.onUnreachable(call)
  }

  /** Invalid UTF-8 decodes to U+FFFD; only texts with that character are looked at again. */
  #checkTexts(call: RecordedCall, texts: Buffer): void {
    for (const [name, value] of Object.entries(call.args)) {
      if (typeof value !== 'string' || !value.includes('\ufffd') || isUtf8(texts)) continue
      this.#listener.onInvalidText(call, name)
    }
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

function readUint64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32
}

function decodeAnswer(bytes: Buffer, flags: number, from: number, to: number): string | null {
  return (flags & Flag.nullAnswer) === 0 ? bytes.toString('utf8', from, to) : null
}

/** The texts of a call by the names of its arguments; `level` is a number, `pointer` an address. */
export function decodeArguments(
  bytes: Buffer,
  at: number,
  names: readonly string[],
  flags: number,
  text0: number,
  text1: number,
  text2: number,
): CallArguments {
  const args: Record<string, string | number | bigint | null> = {}
  let texts = 0
  for (const name of names) {
    if (name === 'level') args[name] = bytes.readInt32LE(at + field.level)
    else if (name === 'pointer') args[name] = (flags & Flag.null0) === 0 ? bytes.readBigUInt64LE(text0) : null
    else if (texts++ === 0) args[name] = (flags & Flag.null0) === 0 ? bytes.toString('utf8', text0, text1) : null
    else args[name] = (flags & Flag.null1) === 0 ? bytes.toString('utf8', text1, text2) : null
  }
  return args
}

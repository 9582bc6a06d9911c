import { findSlot, slots } from '../../abi/slots.js'
import type { Binding } from '../../native/binding.js'
import { Flag, frameKinds } from '../../native/core.js'
import { argumentMakers } from '../call-arguments.js'
import type { Frame, RecordedCall } from '../contract.js'
import { refusalOf } from '../refusal.js'
import type { ThreadCatalogue } from '../threads.js'
import { flagsOf, headerWords, type Portion, readUint64, type SliceableBuffer, slotOf, word } from './portion.js'

export const freeString = slots.findIndex(({ name }) => name === 'free_string')

/** A call as it stands in the journal: completed when its return is read. */
export type OpenCall = { -readonly [Key in keyof RecordedCall]: RecordedCall[Key] }

/** Makes the calls of a journal out of the entries of the core. */
export class CallDecoder {
  readonly #binding: Binding
  readonly #threads: ThreadCatalogue
  readonly #configValueBytes: number
  readonly #frames = new Map<number, Frame>()
  readonly #agents = new Map<number, string | null>()

  /** @param configValueBytes above which the core refuses a config value */
  constructor(binding: Binding, threads: ThreadCatalogue, configValueBytes: number) {
    this.#binding = binding
    this.#threads = threads
    this.#configValueBytes = configValueBytes
  }

  /** The call whose entry begins at that word. */
  decode(portion: Portion, at: number, seq: number): OpenCall {
    const { bytes, words } = portion
    const first = words[at] ?? 0
    const index = first & 255
    const flags = first >>> 16
    const text0 = (at + headerWords) * 4
    const text1 = text0 + (words[at + word.length0] ?? 0)
    const text2 = text1 + (words[at + word.length1] ?? 0)
    const isPointer = index === freeString
    const isNull0 = (flags & Flag.null0) !== 0
    const make = argumentMakers[index] ?? noArguments
    const call: OpenCall = {
      seq,
      // The core has no other slots.
      slot: slots[index]?.name ?? 'log',
      args: make(
        isNull0 || isPointer ? null : readText(bytes, flags, text0, text1),
        (flags & Flag.null1) === 0 ? readText(bytes, flags, text1, text2) : null,
        (words[at + word.level] ?? 0) | 0,
        isNull0 || !isPointer ? null : bytes.readBigUInt64LE(text0),
      ),
      answer: (flags & Flag.answered) === 0 ? undefined : decodeAnswer(portion, at, text2),
      role: (flags & Flag.background) === 0 ? 'install' : 'background',
      thread: this.#threads.get(words[at + word.thread] ?? 0),
      frame: this.#frameOf(words[at + word.frame] ?? 0, (first >> 12) & 15),
      agentId: this.#agentOf(words[at + word.agent] ?? 0),
      at: readUint64(words, at + word.at),
    }
    if (isRefused(flags)) call.refused = refusalOf(call, flags, this.#configValueBytes)
    return call
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

/** Fills in what the entry of its return says. */
export function completeCall(call: OpenCall, portion: Portion, at: number): void {
  call.answer = decodeAnswer(portion, at, (at + headerWords) * 4)
  call.duration = Math.max(0, readUint64(portion.words, at + word.at) - call.at)
}

/** The first argument alone: the key of config, the message of a log. */
export function decodeFirstText(portion: Portion, at: number): string {
  const from = (at + headerWords) * 4
  return readText(portion.bytes, flagsOf(portion, at), from, from + (portion.words[at + word.length0] ?? 0))
}

/** Whether the call had no effect. */
export function isRefused(flags: number): boolean {
  return (flags & (Flag.refused | Flag.badFree)) !== 0
}

/** Whether the return of the call has an entry of its own. */
export function isOpen(portion: Portion, at: number): boolean {
  return (flagsOf(portion, at) & Flag.answered) === 0 && returnsText[slotOf(portion, at)] === true
}

/** The same of a call: its answer will be filled in. */
export function isInProgress({ answer, slot }: RecordedCall): boolean {
  return answer === undefined && returnsText[findSlot(slot)?.index ?? 0] === true
}

const returnsText = slots.map(({ returns }) => returns === 'string')

const noArguments = () => ({})

function readText(bytes: SliceableBuffer, flags: number, from: number, to: number): string {
  if (from === to) return ''
  return (flags & Flag.notASCII) === 0 ? bytes.latin1Slice(from, to) : bytes.utf8Slice(from, to)
}

function decodeAnswer(portion: Portion, at: number, from: number): string | null {
  const flags = flagsOf(portion, at)
  if ((flags & Flag.nullAnswer) !== 0) return null
  return readText(portion.bytes, flags, from, from + (portion.words[at + word.length2] ?? 0))
}

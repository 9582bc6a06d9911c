import { findSlot, slots } from '../abi/slots.js'
import type { Binding } from '../native/binding.js'
import { type Address, Flag } from '../native/core.js'
import type { HostThread, RecordedCall } from './contract.js'
import {
  CallDecoder,
  completeCall,
  decodeFirstText,
  isInProgress,
  isOpen,
  isRefused,
  type OpenCall,
} from './journal/call-decoder.js'
import { findInvalidTexts } from './journal/invalid-text.js'
import { findPortion, flagsOf, Portion, readUint64, slotOf, word } from './journal/portion.js'
import { LazyList } from './lazy-list.js'
import { type CallSource, hasSlot, type PlacesFound } from './recorders/call-source.js'
import type { ThreadCatalogue } from './threads.js'

/** Bytes of a journal that takes its memory from Node's pool. */
const smallJournal = 2048
/** Bytes that are drained at once. */
const portionSize = 64 * 2 ** 20

/** What decoding has to know, and whom it tells what it finds out besides the calls. */
export interface JournalOptions {
  /** Bytes above which the core refuses a config value. */
  readonly configValueBytes: number
  onInvalidText(call: CallName, argument: string): void
  onUnreachable(call: CallName): void
}

/** Which call it is. */
export type CallName = Pick<RecordedCall, 'seq' | 'slot'>

/** The entry of a return. */
interface ReturnEntry {
  readonly portion: Portion
  readonly at: number
}

/**
 * The journal of one host. It is drained in bulk; of what is new only the headers are read, and a call is made of its entry
 * when somebody looks at it.
 */
export class Journal implements CallSource {
  readonly #binding: Binding
  readonly #host: Address
  readonly #threads: ThreadCatalogue
  readonly #options: JournalOptions
  readonly #decoder: CallDecoder
  /** Places of calls whose return has not been read, by key. */
  readonly #open = new Map<number, number>()
  /** Returns of calls that nobody has looked at, by place. */
  readonly #returns = new Map<number, ReturnEntry>()
  /** Drained, and not indexed. */
  readonly #drained: Buffer[] = []
  /** Those with calls that are not made, in order. */
  readonly #portions: Portion[] = []
  #calls = this.#newList()
  #threadIds: number[] = []
  #length = 0
  /** Number of the call before the first. */
  #before = 0
  #generation = 0
  #isDetached = false

  constructor(binding: Binding, host: Address, threads: ThreadCatalogue, options: JournalOptions) {
    this.#binding = binding
    this.#host = host
    this.#threads = threads
    this.#options = options
    this.#decoder = new CallDecoder(binding, threads, options.configValueBytes)
  }

  get generation(): number {
    return this.#generation
  }

  get length(): number {
    this.#drain()
    for (const bytes of this.#drained.splice(0)) this.#index(bytes)
    return this.#length
  }

  at(place: number): RecordedCall {
    return this.#calls.at(place)
  }

  all(): readonly RecordedCall[] {
    const calls = this.#calls.upTo(this.length)
    this.#portions.length = 0
    this.#returns.clear()
    return calls
  }

  filter(predicate: (call: RecordedCall) => boolean): RecordedCall[] {
    const found: RecordedCall[] = []
    const list = this.#calls
    this.#visit(0, (call, place) => {
      if (!predicate(call)) return
      found.push(call)
      if (list.known(place) === undefined) list.keep(place, call)
    })
    return found
  }

  forEach(from: number, visit: (call: RecordedCall) => void): number {
    return this.#visit(from, visit)
  }

  findSlots(mask: number, from: number, found: PlacesFound): void {
    const made = this.#calls.madeInTurn
    for (let place = from; place < this.#length; place++) {
      const call = place < made ? this.#calls.known(place) : undefined
      if (call !== undefined) {
        if (hasSlot(mask, findSlot(call.slot)?.index ?? 0)) found(place, call.refused !== undefined)
        continue
      }
      const portion = this.#portionOf(place)
      const at = portion.find(place)
      if (hasSlot(mask, slotOf(portion, at))) found(place, isRefused(flagsOf(portion, at)))
    }
  }

  firstText(place: number): string {
    const known = this.#calls.known(place)
    if (known !== undefined) return String(Object.values(known.args)[0] ?? '')
    const portion = this.#portionOf(place)
    return decodeFirstText(portion, portion.find(place))
  }

  placeAfter(seq: number): number {
    return Math.min(Math.max(seq - this.#before, 0), this.#length)
  }

  get threads(): readonly HostThread[] {
    return this.length === 0 ? [] : this.#threadIds.map((id) => this.#threads.get(id))
  }

  /** Takes everything out of native memory that goes away. It is indexed when it is read. */
  detach(): void {
    this.#drain()
    this.#isDetached = true
  }

  /** Number of a call that has not returned. */
  seqOf(key: number): number | undefined {
    if (this.length === 0) return undefined
    const place = this.#open.get(key)
    return place === undefined ? undefined : this.#seqAt(place)
  }

  reset(): void {
    this.#before = this.#binding.core.journalCount(this.#host)
    this.#binding.core.journalReset(this.#host)
    this.#generation++
    this.#length = 0
    this.#drained.length = 0
    this.#portions.length = 0
    this.#threadIds = []
    this.#calls = this.#newList()
    this.#open.clear()
    this.#returns.clear()
  }

  #newList(): LazyList<OpenCall> {
    return new LazyList((place) => this.#make(place))
  }

  #drain(): void {
    if (this.#isDetached) return
    const { core } = this.#binding
    for (let pending = core.journalPending(this.#host); pending > 0; pending = core.journalPending(this.#host)) {
      // Whole entries only: one that is larger than a portion has to be taken with all the rest.
      const bytes = this.#drainUpTo(Math.min(pending, portionSize)) ?? this.#drainUpTo(pending)
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

  #index(bytes: Buffer): void {
    const portion = new Portion(bytes, this.#length)
    const { words } = portion
    const seen = new Set<number>()
    let last = 0
    const onCall = (at: number, place: number) => {
      const thread = words[at + word.thread] ?? 0
      if (thread !== last) seen.add(thread)
      last = thread
      if (isOpen(portion, at)) this.#open.set(readUint64(words, at + word.key), place)
      if ((flagsOf(portion, at) & Flag.notASCII) !== 0) this.#checkTexts(portion, at, place)
    }
    portion.index(onCall, (at) => this.#noteReturn(portion, at))
    this.#length = portion.end
    if (portion.end > portion.first) this.#portions.push(portion)
    this.#noteThreads(seen)
  }

  #noteThreads(seen: ReadonlySet<number>): void {
    for (const id of seen) if (!this.#threadIds.includes(id)) this.#threadIds.push(id)
    this.#threads.refresh(seen)
  }

  #noteReturn(portion: Portion, at: number): void {
    const key = readUint64(portion.words, at + word.key)
    const place = this.#open.get(key)
    if (place === undefined) return
    this.#open.delete(key)
    const call = this.#calls.known(place)
    if (call === undefined) this.#returns.set(place, { portion, at })
    else completeCall(call, portion, at)
    if ((flagsOf(portion, at) & Flag.unreachable) !== 0) this.#options.onUnreachable(this.#nameOf(portion, at, place))
  }

  #checkTexts(portion: Portion, at: number, place: number): void {
    for (const argument of findInvalidTexts(portion, at)) {
      this.#options.onInvalidText(this.#nameOf(portion, at, place), argument)
    }
  }

  #nameOf(portion: Portion, at: number, place: number): CallName {
    return { seq: this.#seqAt(place), slot: slots[slotOf(portion, at)]?.name ?? 'log' }
  }

  #seqAt(place: number): number {
    return this.#before + place + 1
  }

  /** Calls in progress are kept: whoever holds one sees it completed. */
  #visit(from: number, visit: (call: RecordedCall, place: number) => void): number {
    const { length } = this
    const list = this.#calls
    let place = from
    for (; place < length && list === this.#calls; place++) {
      const call = list.known(place) ?? this.#make(place)
      visit(isInProgress(call) ? list.at(place) : call, place)
    }
    return place
  }

  #make(place: number): OpenCall {
    const portion = this.#portionOf(place)
    const call = this.#decoder.decode(portion, portion.find(place), this.#seqAt(place))
    const returned = this.#returns.size === 0 ? undefined : this.#returns.get(place)
    if (returned !== undefined) completeCall(call, returned.portion, returned.at)
    return call
  }

  /** The portion that has the call of that place, which is not made in turn. Those before it that are all made can go. */
  #portionOf(place: number): Portion {
    const portions = this.#portions
    while ((portions[0]?.end ?? place + 1) <= this.#calls.madeInTurn) portions.shift()
    return findPortion(portions, place)
  }
}

import { findSlot, type SlotName } from '../../abi/slots.js'
import type { HostThread, RecordedCall } from '../contract.js'

/** The calls of a journal by their place, from 0. A call is made at the first look at it; what it is about can be asked before. */
export interface CallSource {
  /** Another number after each reset: what was derived from the calls before is to be forgotten. */
  readonly generation: number
  /** How many calls there are. Asking brings in what is new; all the rest is about what is there by then. */
  readonly length: number
  /** The call at a place: the same object at each look. */
  at(place: number): RecordedCall
  /** Every call: the same array, grown, until a reset. */
  all(): readonly RecordedCall[]
  /** The calls for which the predicate holds; the others are not kept in memory. */
  filter(predicate: (call: RecordedCall) => boolean): RecordedCall[]
  /** Shows the calls from a place on; they are not kept in memory. Result: the place after the last. */
  forEach(from: number, visit: (call: RecordedCall) => void): number
  /** Finds the places from `from` on at which slots of a mask stand, without making the calls. */
  findSlots(mask: number, from: number, found: PlacesFound): void
  /** The first argument of a call, which has one, without making the call. */
  firstText(place: number): string
  /** Place of the first call after that number. */
  placeAfter(seq: number): number
  /** Every thread that called, in order of first call. */
  readonly threads: readonly HostThread[]
}

/** Takes the place of a call, and whether it was refused. */
export type PlacesFound = (place: number, isRefused: boolean) => void

/** Slots as bits, by index. */
export function maskOf(slots: readonly SlotName[]): number {
  const indexes = slots.flatMap((name) => findSlot(name)?.index ?? [])
  return indexes.reduce((mask, index) => mask | (1 << index), 0)
}

export function hasSlot(mask: number, index: number): boolean {
  return ((mask >>> index) & 1) === 1
}

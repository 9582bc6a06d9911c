import { slots } from '../abi/slots.js'
import type { Binding } from '../native/binding.js'
import { type Address, Flag, frameKinds } from '../native/core.js'
import { argumentMakers } from './call-arguments.js'
import type { BadFree, DroppedCall, Frame, HandedString, HostThread, Site } from './contract.js'

/** Size of `mh_drop`, and where its fields stand. `slot` to `level` stand as in `mh_entry`. */
const dropHeader = 104
const drop = { size: 0, slot: 8, reason: 9, flags: 10, level: 12, thread: 16, through: 20, count: 24, competing: 28 }
const dropLengths = 92
const mostCompeting = 16

/** Size of `mh_string`, and where its fields stand. */
const stringHeader = 56
const string = {
  size: 0,
  length: 4,
  bytes: 8,
  at: 16,
  serial: 24,
  thread: 32,
  frame: 36,
  slot: 40,
  frameKind: 41,
  pointer: 48,
}

/** Size of `mh_bad_free`, and where its fields stand; of `mh_site` the ones inside a site. */
const badFreeHeader = 104
const badFree = { size: 0, length: 4, serial: 8, pointer: 16, reason: 24, slot: 28, refused: 32, handed: 56, freed: 80 }
const site = { at: 0, thread: 8, frame: 12, frameKind: 16 }

type NameThread = (id: number) => HostThread

/** Drops that came through the tables of host `through`; 0: through any table of the process. */
export function readDrops(binding: Binding, through: number, nameThread: NameThread): DroppedCall[] {
  const bytes = binding.readAll((out, size) => binding.core.dropsRead(0, through, out, size))
  const drops: DroppedCall[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + drop.size)) {
    const slot = slots[bytes.readUInt8(at + drop.slot)]
    if (slot === undefined) continue
    const text0 = at + dropHeader
    const text1 = text0 + bytes.readUInt32LE(at + dropLengths)
    const text2 = text1 + bytes.readUInt32LE(at + dropLengths + 4)
    const competing = Math.min(bytes.readUInt32LE(at + drop.count), mostCompeting)
    drops.push({
      slot: slot.name,
      args: readArguments(bytes, at, slot.index, [text0, text1, text2]),
      reason: bytes.readUInt8(at + drop.reason) === 0 ? 'ambiguous' : 'late',
      thread: nameThread(bytes.readUInt32LE(at + drop.thread)),
      through: bytes.readUInt32LE(at + drop.through),
      competing: Array.from({ length: competing }, (_, index) => bytes.readUInt32LE(at + drop.competing + 4 * index)),
    })
  }
  return drops
}

function readArguments(bytes: Buffer, at: number, slot: number, [text0, text1, text2]: [number, number, number]) {
  const flags = bytes.readUInt16LE(at + drop.flags)
  const isPointer = slots[slot]?.name === 'free_string'
  const isNull0 = (flags & Flag.null0) !== 0
  return (
    argumentMakers[slot]?.(
      isNull0 || isPointer ? null : bytes.toString('utf8', text0, text1),
      (flags & Flag.null1) === 0 ? bytes.toString('utf8', text1, text2) : null,
      bytes.readInt32LE(at + drop.level),
      isNull0 || !isPointer ? null : bytes.readBigUInt64LE(text0),
    ) ?? {}
  )
}

/** An entry of the string ledger with its place in the process-wide order. */
export interface Numbered<Entry> {
  readonly serial: number
  readonly entry: Entry
}

/** Entries of several tables, in that order. */
export function inOrder<Entry>(entries: Numbered<Entry>[]): Numbered<Entry>[] {
  return entries.sort((one, other) => one.serial - other.serial)
}

/** Strings handed out through `table` that have not come back, in no order. */
export function readOutstanding(binding: Binding, table: Address, nameThread: NameThread): Numbered<HandedString>[] {
  const bytes = binding.readAll((out, size) => binding.core.stringsOutstanding(table, out, size))
  const strings: Numbered<HandedString>[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + string.size)) {
    const slot = slots[bytes.readUInt8(at + string.slot)]
    if (slot === undefined) continue
    const text = at + stringHeader
    const entry: HandedString = {
      slot: slot.name,
      text: bytes.toString('utf8', text, text + bytes.readUInt32LE(at + string.length)),
      size: bytes.readUInt32LE(at + string.bytes),
      pointer: bytes.readBigUInt64LE(at + string.pointer),
      thread: nameThread(bytes.readUInt32LE(at + string.thread)),
      frame: makeFrame(bytes.readUInt32LE(at + string.frame), bytes.readUInt8(at + string.frameKind)),
      at: Number(bytes.readBigUInt64LE(at + string.at)),
    }
    strings.push({ serial: Number(bytes.readBigUInt64LE(at + string.serial)), entry })
  }
  return strings
}

/** Frees booked to `table` that the ledger refused. */
export function readBadFrees(binding: Binding, table: Address, nameThread: NameThread): Numbered<BadFree>[] {
  const bytes = binding.readAll((out, size) => binding.core.stringsBadFrees(table, out, size))
  const frees: Numbered<BadFree>[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + badFree.size)) {
    const isTwice = bytes.readUInt32LE(at + badFree.reason) === 0
    const entry: BadFree = {
      reason: isTwice ? 'twice' : 'foreign',
      pointer: bytes.readBigUInt64LE(at + badFree.pointer),
      ...readSite(bytes, at + badFree.refused, nameThread),
      ...(isTwice && { string: readFreedString(bytes, at, nameThread) }),
    }
    frees.push({ serial: Number(bytes.readBigUInt64LE(at + badFree.serial)), entry })
  }
  return frees
}

function readFreedString(bytes: Buffer, at: number, nameThread: NameThread): NonNullable<BadFree['string']> {
  const text = at + badFreeHeader
  return {
    slot: slots[bytes.readUInt32LE(at + badFree.slot)]?.name ?? 'config_get',
    text: bytes.toString('utf8', text, text + bytes.readUInt32LE(at + badFree.length)),
    handedOut: readSite(bytes, at + badFree.handed, nameThread),
    freed: readSite(bytes, at + badFree.freed, nameThread),
  }
}

function readSite(bytes: Buffer, at: number, nameThread: NameThread): Site {
  return {
    thread: nameThread(bytes.readUInt32LE(at + site.thread)),
    frame: makeFrame(bytes.readUInt32LE(at + site.frame), bytes.readUInt32LE(at + site.frameKind)),
    at: Number(bytes.readBigUInt64LE(at + site.at)),
  }
}

function makeFrame(id: number, kindNumber: number): Frame | null {
  const kind = frameKinds[kindNumber]
  return id === 0 || kind === null || kind === undefined ? null : { id, kind }
}

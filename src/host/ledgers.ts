import { slots } from '../abi/slots.js'
import type { Binding } from '../native/binding.js'
import { type Address, frameKinds } from '../native/core.js'
import type { BadFree, DroppedCall, Frame, HandedString, HostThread } from './contract.js'
import { decodeArguments } from './journal.js'

/** Size of `mh_drop`, and where its fields stand. `slot` to `level` stand as in `mh_entry`. */
const dropHeader = 104
const drop = { size: 0, slot: 8, reason: 9, flags: 10, level: 12, thread: 16, through: 20, count: 24, competing: 28 }
const dropLengths = 92
const mostCompeting = 16

/** Size of `mh_string`, and where its fields stand. */
const stringHeader = 56
const string = { size: 0, length: 4, bytes: 8, at: 16, thread: 32, frame: 36, slot: 40, frameKind: 41, reason: 42 }
const stringPointer = 48

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
      // In `mh_entry` the level stands 4 bytes after the start.
      args: decodeArguments(
        bytes,
        at + drop.level - 4,
        slot.args,
        bytes.readUInt16LE(at + drop.flags),
        text0,
        text1,
        text2,
      ),
      reason: bytes.readUInt8(at + drop.reason) === 0 ? 'ambiguous' : 'late',
      thread: nameThread(bytes.readUInt32LE(at + drop.thread)),
      through: bytes.readUInt32LE(at + drop.through),
      competing: Array.from({ length: competing }, (_, index) => bytes.readUInt32LE(at + drop.competing + 4 * index)),
    })
  }
  return drops
}

/** Strings handed out through `table` that have not come back, in the order they were handed out. */
export function readOutstanding(binding: Binding, table: Address, nameThread: NameThread): HandedString[] {
  const bytes = binding.readAll((out, size) => binding.core.stringsOutstanding(table, out, size))
  const strings: HandedString[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + string.size)) {
    const slot = slots[bytes.readUInt8(at + string.slot)]
    if (slot === undefined) continue
    const text = at + stringHeader
    strings.push({
      slot: slot.name,
      text: bytes.toString('utf8', text, text + bytes.readUInt32LE(at + string.length)),
      size: bytes.readUInt32LE(at + string.bytes),
      thread: nameThread(bytes.readUInt32LE(at + string.thread)),
      frame: readFrame(bytes, at),
      at: Number(bytes.readBigUInt64LE(at + string.at)),
    })
  }
  return strings.sort((one, other) => one.at - other.at)
}

/** Frees booked to `table` that the ledger refused. */
export function readBadFrees(binding: Binding, table: Address, nameThread: NameThread): BadFree[] {
  const bytes = binding.readAll((out, size) => binding.core.stringsBadFrees(table, out, size))
  const frees: BadFree[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + string.size)) {
    frees.push({
      reason: bytes.readUInt8(at + string.reason) === 0 ? 'twice' : 'foreign',
      pointer: bytes.readBigUInt64LE(at + stringPointer),
      thread: nameThread(bytes.readUInt32LE(at + string.thread)),
    })
  }
  return frees
}

function readFrame(bytes: Buffer, at: number): Frame | null {
  const id = bytes.readUInt32LE(at + string.frame)
  const kind = frameKinds[bytes.readUInt8(at + string.frameKind)]
  return id === 0 || kind === null || kind === undefined ? null : { id, kind }
}

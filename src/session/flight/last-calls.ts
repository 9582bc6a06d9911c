import { slots } from '../../abi/slots.js'
import { argumentMakers } from '../../host/call-arguments.js'
import type { RecordedCall } from '../../host/contract.js'
import { Flag, frameKinds } from '../../native/core.js'
import type { Flight, FlightEntry } from './read-flight.js'

const headerSize = 48
const returnKind = 1
const mostCalls = 32

/** The last host calls of a process that is gone: those of the given hosts, of all of them when none is given. */
export function lastCalls(flight: Flight, hostIds: readonly number[]): readonly RecordedCall[] {
  const entries = flight.entries.filter(({ hostId }) => hostIds.length === 0 || hostIds.includes(hostId))
  const calls = new Map<string, RecordedCall>()
  for (const entry of entries) {
    const key = `${entry.hostId} ${entry.bytes.readBigUInt64LE(8)}`
    const called = calls.get(key)
    if (!isReturn(entry)) calls.set(key, decode(flight, entry))
    else if (called !== undefined) calls.set(key, { ...called, answer: answerOf(entry, headerSize) })
  }
  return [...calls.values()].slice(-mostCalls).map((call, index) => ({ ...call, seq: index + 1 }))
}

function isReturn({ bytes }: FlightEntry): boolean {
  return (bytes.readUInt8(1) & 15) === returnKind
}

function decode(flight: Flight, entry: FlightEntry): RecordedCall {
  const { bytes } = entry
  const index = bytes.readUInt8(0)
  const flags = bytes.readUInt16LE(2)
  const text1 = headerSize + bytes.readUInt32LE(36)
  const text2 = text1 + bytes.readUInt32LE(40)
  const slot = slots[index]
  const isPointer = slot?.name === 'free_string'
  const isNull0 = (flags & Flag.null0) !== 0
  const make = argumentMakers[index] ?? (() => ({}))
  const thread = bytes.readUInt32LE(24)
  return {
    seq: 0,
    slot: slot?.name ?? 'log',
    args: make(
      isNull0 || isPointer ? null : bytes.toString('utf8', headerSize, text1),
      (flags & Flag.null1) === 0 ? bytes.toString('utf8', text1, text2) : null,
      bytes.readInt32LE(4),
      isNull0 || !isPointer || bytes.length < headerSize + 8 ? null : bytes.readBigUInt64LE(headerSize),
    ),
    answer: (flags & Flag.answered) === 0 ? undefined : answerOf(entry, text2),
    role: (flags & Flag.background) === 0 ? 'install' : 'background',
    thread: flight.threads.get(thread) ?? { id: thread, osId: 0, name: '' },
    frame: frameOf(bytes),
    agentId: null,
    at: entry.at,
  }
}

function frameOf(bytes: Buffer): RecordedCall['frame'] {
  const id = bytes.readUInt32LE(28)
  const kind = frameKinds[bytes.readUInt8(1) >> 4]
  return id === 0 || kind === null || kind === undefined ? null : { id, kind }
}

function answerOf({ bytes }: FlightEntry, from: number): string | null {
  if ((bytes.readUInt16LE(2) & Flag.nullAnswer) !== 0) return null
  return bytes.toString('utf8', from, from + bytes.readUInt32LE(44))
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { FlightLabel } from '../../native/flight.js'
import type { ProcessName } from '../../native/flight-folder.js'

/** What stands in the file of a flight recorder. */
export interface Flight {
  /** The process that wrote it. */
  readonly process: ProcessName
  readonly label: FlightLabel
  /** The last dossier of a crash; `''` when there was none. */
  readonly dossier: string
  /** Whether the process ended for the reason of the dossier. */
  readonly isFinal: boolean
  /** Number of a signal that took its course without a dossier; 0: none. */
  readonly signal: number
  readonly threads: ReadonlyMap<number, FlightThread>
  /** Callbacks in progress. */
  readonly frames: readonly FlightFrame[]
  /** Running tests and the last that have ended, in the order in which they began. */
  readonly tests: readonly FlightTest[]
  /** Entries of the journals, the newest 32 of each host: header and texts, in the order of their time. */
  readonly entries: readonly FlightEntry[]
}

export interface FlightThread {
  readonly id: number
  readonly osId: number
  readonly name: string
}

export interface FlightFrame {
  readonly id: number
  readonly kind: number
  readonly thread: number
  readonly hostId: number
  readonly title: string
  /** Path of its library. */
  readonly plugin: string
  readonly agent: string
}

export interface FlightTest {
  readonly isRunning: boolean
  readonly hostId: number
  readonly name: string
  readonly file: string
  readonly order: number
}

/** One `mh_entry`, as in mockhost.h. */
export interface FlightEntry {
  readonly hostId: number
  readonly at: number
  readonly bytes: Buffer
}

/** `native/src/flight.h`. */
const layout = {
  magic: 'MHFLIGHT',
  version: 1,
  label: { at: 1024, size: 3072 },
  dossier: { at: 4096, size: 8192 },
  threads: { at: 12288, size: 32, count: 256 },
  frames: { at: 20480, size: 512, count: 64 },
  tests: { at: 53248, size: 1536, count: 64 },
  arena: 151552,
} as const

/** Bytes of the name of a test, with the NUL behind it. */
const nameSize = 496
const entryHeader = 48
const slotCount = 24
const keptOfHost = 32
const page = 4096

/**
 * Reads the file of a flight recorder. Whatever is in the file, nothing is thrown: a file that cannot be read, or that is
 * none, is `undefined`; what is broken in it is left out.
 */
export function readFlight(path: string): Flight | undefined {
  return withFile(path, parse)
}

/** The process of a recorder, without the rest of the file; `undefined` as above. */
export function readOwner(path: string): ProcessName | undefined {
  return withFile(path, (source) => {
    const head = source.read(0, 24)
    return isHeader(head) ? ownerIn(head) : undefined
  })
}

function withFile<R>(path: string, read: (source: Source) => R): R | undefined {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    return read(new Source(file))
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Reads parts of a file; what lies beyond its end is empty. */
class Source {
  readonly size: number
  readonly #file: number

  constructor(file: number) {
    this.#file = file
    this.size = fstatSync(file).size
  }

  read(at: number, size: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(size, this.size - at)))
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(this.#file, bytes, done, bytes.length - done, at + done)
      if (count === 0) return bytes.subarray(0, done)
      done += count
    }
    return bytes
  }
}

function parse(source: Source): Flight | undefined {
  const head = source.read(0, layout.arena)
  if (head.length < layout.arena || !isHeader(head)) return undefined
  const label = readLabel(textAt(head, layout.label.at, layout.label.size))
  if (label === undefined) return undefined
  return {
    process: ownerIn(head),
    label,
    isFinal: head.readUInt32LE(32) !== 0,
    signal: head.readUInt32LE(36),
    dossier: textAt(head, layout.dossier.at, layout.dossier.size),
    threads: readThreads(head),
    frames: readFrames(head),
    tests: readTests(head),
    entries: readEntries(source, Number(head.readBigUInt64LE(24)), chunkSizes(head)),
  }
}

function isHeader(head: Buffer): boolean {
  return head.length >= 24 && head.toString('latin1', 0, 8) === layout.magic && head.readUInt32LE(8) === layout.version
}

function ownerIn(head: Buffer): ProcessName {
  return { pid: head.readUInt32LE(12), start: Number(head.readBigUInt64LE(16)) }
}

function readLabel(text: string): FlightLabel | undefined {
  try {
    const { root, run } = JSON.parse(text)
    const isWhole = typeof root === 'string' && typeof run?.pid === 'number' && typeof run.start === 'number'
    return isWhole ? { root, run: { pid: run.pid, start: run.start } } : undefined
  } catch {
    return undefined
  }
}

interface Rows {
  readonly at: number
  readonly size: number
  readonly count: number
}

function offsets({ at, size, count }: Rows): readonly number[] {
  return Array.from({ length: count }, (_, index) => at + index * size)
}

function readThreads(head: Buffer): ReadonlyMap<number, FlightThread> {
  const threads = offsets(layout.threads).map((at) => ({
    id: head.readUInt32LE(at),
    osId: head.readUInt32LE(at + 4),
    name: textAt(head, at + 8, 24),
  }))
  return new Map(threads.filter(({ id }) => id !== 0).map((thread) => [thread.id, thread]))
}

function readFrames(head: Buffer): readonly FlightFrame[] {
  const frames = offsets(layout.frames).map((at) => ({
    id: head.readUInt32LE(at),
    kind: head.readUInt32LE(at + 4),
    thread: head.readUInt32LE(at + 8),
    hostId: head.readUInt32LE(at + 16),
    title: textAt(head, at + 32, 96),
    plugin: textAt(head, at + 128, 320),
    agent: textAt(head, at + 448, 64),
  }))
  // The greatest number stands for one that was about to be written.
  return frames.filter(({ id }) => id !== 0 && id !== 0xffffffff).sort((one, other) => one.id - other.id)
}

const testStates = { running: 1, ended: 2 } as const

function readTests(head: Buffer): readonly FlightTest[] {
  const tests = offsets(layout.tests).map((at) => ({
    state: head.readUInt32LE(at),
    hostId: head.readUInt32LE(at + 4),
    order: head.readUInt32LE(at + 12),
    name: textAt(head, at + 16, nameSize),
    file: textAt(head, at + 512, 1024),
  }))
  return tests
    .filter(({ state }) => state === testStates.running || state === testStates.ended)
    .sort((one, other) => one.order - other.order)
    .map(({ state, ...test }) => ({ ...test, isRunning: state === testStates.running }))
}

/** Sizes of a chunk's header, and of the chunks. */
function chunkSizes(head: Buffer): { readonly header: number; readonly sizes: readonly number[] } {
  const [header = 0, ...sizes] = [40, 44, 48, 52].map((at) => head.readUInt32LE(at))
  return { header, sizes }
}

/** The chunks lie one behind another; where one is broken the next page may begin one. */
function readEntries(
  source: Source,
  length: number,
  { header, sizes }: ReturnType<typeof chunkSizes>,
): readonly FlightEntry[] {
  const newest = new Map<number, FlightEntry[]>()
  const end = Math.min(source.size, layout.arena + length)
  if (header < 32 || header > page) return []
  for (let at = layout.arena; at < end; ) {
    const start = source.read(at, header)
    if (start.length < header) break
    const size = start.readUInt32LE(8) + header
    if (!sizes.includes(size)) {
      at += page
      continue
    }
    const used = Math.min(start.readUInt32LE(12), size - header)
    keepNewest(newest, start.readUInt32LE(24), source.read(at + header, used))
    at += size
  }
  return [...newest.values()].flat().sort((one, other) => one.at - other.at)
}

function keepNewest(newest: Map<number, FlightEntry[]>, hostId: number, chunk: Buffer): void {
  const found: FlightEntry[] = []
  for (let at = 0; at + entryHeader <= chunk.length; ) {
    const length = [36, 40, 44].reduce((sum, field) => sum + chunk.readUInt32LE(at + field), 0)
    const end = at + entryHeader + length
    if (end > chunk.length || chunk.readUInt8(at) >= slotCount) break
    found.push({ hostId, at: Number(chunk.readBigUInt64LE(at + 16)), bytes: chunk.subarray(at, end) })
    at = at + entryHeader + Math.ceil(length / 8) * 8
  }
  if (found.length === 0) return
  const kept = [...(newest.get(hostId) ?? []), ...found].sort((one, other) => one.at - other.at)
  newest.set(hostId, kept.slice(-keptOfHost))
}

function textAt(head: Buffer, at: number, size: number): string {
  const bytes = head.subarray(at, at + size)
  const end = bytes.indexOf(0)
  return withoutHalfCharacter(bytes.toString('utf8', 0, end === -1 ? size : end))
}

/** What was cut off in the middle of a character. */
function withoutHalfCharacter(text: string): string {
  return text.replace(/\uFFFD+$/, '')
}

/** The name of a test as a recorder has it, which cuts off long ones. */
export function recordedName(name: string): string {
  const bytes = Buffer.from(name)
  return bytes.length < nameSize ? name : withoutHalfCharacter(bytes.toString('utf8', 0, nameSize - 1))
}

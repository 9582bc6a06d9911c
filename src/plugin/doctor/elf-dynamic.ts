import { type ElfHeader, readMemory, readSegments, type Segment, SegmentType } from './elf.js'
import { type FileBytes, textAt } from './file-bytes.js'

/** What an ELF file tells the dynamic linker. */
export interface DynamicSection {
  /** Libraries that it needs, by name. */
  readonly needed: readonly string[]
  /** Its own name, under which it is known once it is loaded. */
  readonly soname: string | undefined
  /** Folders where the linker is to look, as they stand in the file: `$ORIGIN/lib`. */
  readonly rpath: readonly string[]
  readonly runpath: readonly string[]
  /** A program, although it could be loaded anywhere like a library. */
  readonly isProgram: boolean
}

/** `d_tag` */
export const Tag = {
  end: 0,
  needed: 1,
  hash: 4,
  strings: 5,
  symbols: 6,
  stringsSize: 10,
  soname: 14,
  rpath: 15,
  runpath: 29,
  gnuHash: 0x6ffffef5,
  flags: 0x6ffffffb,
} as const
const flagProgram = 0x08000000
const entrySize = 16

export function readDynamicSection(bytes: FileBytes, header: ElfHeader): DynamicSection {
  const segments = readSegments(bytes, header)
  const entries = readDynamicEntries(bytes, segments)
  const strings = readStrings(bytes, segments, entries)
  const texts = (tag: number) => entries.filter((entry) => entry.tag === tag).map(({ value }) => textAt(strings, value))
  const folders = (tag: number) => texts(tag).flatMap((text) => text.split(':').filter((folder) => folder !== ''))
  return {
    needed: texts(Tag.needed),
    soname: texts(Tag.soname)[0],
    rpath: folders(Tag.rpath),
    runpath: folders(Tag.runpath),
    isProgram: (numberOf(entries, Tag.flags) & flagProgram) !== 0,
  }
}

/** One thing that the dynamic linker is told: a number, or an address in memory. */
export interface DynamicEntry {
  readonly tag: number
  readonly value: number
}

export function readDynamicEntries(bytes: FileBytes, segments: readonly Segment[]): readonly DynamicEntry[] {
  const segment = segments.find(({ type }) => type === SegmentType.dynamic)
  if (segment === undefined) return []
  const table = bytes.read(segment.offset, segment.fileSize)
  const entries: DynamicEntry[] = []
  for (let at = 0; at + entrySize <= table.length; at += entrySize) {
    const tag = Number(table.readBigInt64LE(at))
    if (tag === Tag.end) break
    entries.push({ tag, value: Number(table.readBigUInt64LE(at + 8)) })
  }
  return entries
}

function readStrings(bytes: FileBytes, segments: readonly Segment[], entries: readonly DynamicEntry[]): Buffer {
  const size = numberOf(entries, Tag.stringsSize)
  return size === 0 ? Buffer.alloc(0) : readMemory(bytes, segments, numberOf(entries, Tag.strings), size)
}

/** The first value of that tag; 0 where there is none. */
export function numberOf(entries: readonly DynamicEntry[], tag: number): number {
  return entries.find((entry) => entry.tag === tag)?.value ?? 0
}

import { type ElfHeader, readSegments, type Segment, SegmentType } from './elf.js'
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

const Tag = { end: 0, needed: 1, strings: 5, stringsSize: 10, soname: 14, rpath: 15, runpath: 29, flags: 0x6ffffffb }
const flagProgram = 0x08000000
const entrySize = 16

export function readDynamicSection(bytes: FileBytes, header: ElfHeader): DynamicSection {
  const segments = readSegments(bytes, header)
  const entries = readEntries(bytes, segments)
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

interface Entry {
  readonly tag: number
  readonly value: number
}

function readEntries(bytes: FileBytes, segments: readonly Segment[]): readonly Entry[] {
  const segment = segments.find(({ type }) => type === SegmentType.dynamic)
  if (segment === undefined) return []
  const table = bytes.read(segment.offset, segment.fileSize)
  const entries: Entry[] = []
  for (let at = 0; at + entrySize <= table.length; at += entrySize) {
    const tag = Number(table.readBigInt64LE(at))
    if (tag === Tag.end) break
    entries.push({ tag, value: Number(table.readBigUInt64LE(at + 8)) })
  }
  return entries
}

/** The table of strings is named by its address in memory. */
function readStrings(bytes: FileBytes, segments: readonly Segment[], entries: readonly Entry[]): Buffer {
  const address = numberOf(entries, Tag.strings)
  const home = segments.find(
    (segment) =>
      segment.type === SegmentType.load && address >= segment.address && address < segment.address + segment.fileSize,
  )
  if (home === undefined) return Buffer.alloc(0)
  return bytes.read(address - home.address + home.offset, numberOf(entries, Tag.stringsSize))
}

function numberOf(entries: readonly Entry[], tag: number): number {
  return entries.find((entry) => entry.tag === tag)?.value ?? 0
}

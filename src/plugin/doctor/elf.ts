import { EndOfFile, type FileBytes } from './file-bytes.js'

/** What the first 64 bytes of an ELF file say. */
export interface ElfHeader {
  /** As `process.arch` names it. */
  readonly architecture: string
  readonly type: number
  readonly programHeaders: number
  readonly programHeaderCount: number
  readonly sectionHeaders: number
  readonly sectionHeaderCount: number
}

/** `e_type` */
export const ElfType = { object: 1, library: 3 } as const

/** A part of the file that is mapped into memory, or describes what is. */
export interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly fileSize: number
}

/** `p_type` */
export const SegmentType = { load: 1, dynamic: 2, interpreter: 3 } as const

const elfMagic = 0x7f454c46
const headerSize = 64
const segmentSize = 56

/** Names of `e_machine`. */
const machines: Readonly<Record<number, string>> = {
  3: 'ia32',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
}
const machinesOf32Bits: ReadonlySet<string> = new Set(['ia32', 'arm', 'mips', 'ppc'])

export function isElf(start: Buffer): boolean {
  return start.length >= 4 && start.readUInt32BE(0) === elfMagic
}

/**
 * Reads the header. The offsets count only where the file is of 64 bits and little endian, as that of every
 * processor that we run on.
 */
export function readElfHeader(bytes: FileBytes): ElfHeader {
  const header = bytes.read(0, headerSize)
  const isBigEndian = header.readUInt8(5) === 2
  const short = (at: number) => (isBigEndian ? header.readUInt16BE(at) : header.readUInt16LE(at))
  return {
    architecture: nameArchitecture(short(18), header.readUInt8(4) === 1, isBigEndian),
    type: short(16),
    programHeaders: Number(header.readBigUInt64LE(32)),
    programHeaderCount: short(56),
    sectionHeaders: Number(header.readBigUInt64LE(40)),
    sectionHeaderCount: short(60),
  }
}

export function readSegments(bytes: FileBytes, header: ElfHeader): readonly Segment[] {
  const table = bytes.read(header.programHeaders, header.programHeaderCount * segmentSize)
  return Array.from({ length: header.programHeaderCount }, (_, index) => {
    const at = index * segmentSize
    return {
      type: table.readUInt32LE(at),
      offset: Number(table.readBigUInt64LE(at + 8)),
      address: Number(table.readBigUInt64LE(at + 16)),
      fileSize: Number(table.readBigUInt64LE(at + 32)),
    }
  })
}

/**
 * Bytes by their address in memory.
 *
 * @throws `EndOfFile` where the file has nothing for that address
 */
export function readMemory(bytes: FileBytes, segments: readonly Segment[], address: number, size: number): Buffer {
  const home = segments.find(
    (segment) =>
      segment.type === SegmentType.load && address >= segment.address && address < segment.address + segment.fileSize,
  )
  if (home === undefined) throw new EndOfFile()
  return bytes.read(address - home.address + home.offset, size)
}

/** The program that loads this program: `/lib64/ld-linux-x86-64.so.2`; a library has none. */
export function readInterpreter(bytes: FileBytes, segments: readonly Segment[]): string | undefined {
  const segment = segments.find(({ type }) => type === SegmentType.interpreter)
  return segment && bytes.read(segment.offset, segment.fileSize).toString('utf8').replace(/\0.*$/s, '')
}

function nameArchitecture(machine: number, is32Bits: boolean, isBigEndian: boolean): string {
  const name = machines[machine] ?? `machine ${machine}`
  const order = isBigEndian && name.startsWith('arm') ? ' (big endian)' : ''
  return is32Bits && !machinesOf32Bits.has(name) ? `${name} (32 bits)` : `${name}${order}`
}

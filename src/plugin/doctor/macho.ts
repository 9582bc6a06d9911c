import { type FileBytes, partOf, textAt } from './file-bytes.js'

/** One file for one processor; a universal file holds several. */
export interface MachOSlice {
  /** As `process.arch` names it; `arm64e` is another one. */
  readonly architecture: string
  readonly bytes: FileBytes
}

/** What a Mach-O file tells the dynamic linker. */
export interface MachOFile {
  readonly type: number
  /** Libraries that it needs, as they stand in the file: `@rpath/libcurl.dylib`. Those it can do without are left out. */
  readonly needed: readonly string[]
  /** Folders for `@rpath`, as they stand in the file: `@loader_path/lib`. */
  readonly rpaths: readonly string[]
  readonly symbolTable: SymbolTable | undefined
  /** Bytes that the file must have. */
  readonly end: number
}

export interface SymbolTable {
  readonly offset: number
  readonly count: number
  readonly namesOffset: number
  readonly namesSize: number
}

/** `filetype` */
export const MachOType = { object: 1, program: 2, library: 6, bundle: 8 } as const

const Magic = { file: 0xcffaedfe, file32: 0xcefaedfe, universal: 0xcafebabe, universal64: 0xcafebabf } as const
const Command = {
  symbols: 0x2,
  library: 0xc,
  segment: 0x19,
  rpath: 0x8000001c,
  reexported: 0x8000001f,
} as const
const headerSize = 32
/** Bytes of a command that are read without asking for its size. */
const longestRead = 56
/** Class files of Java begin with the bytes of a universal file; their version number stands where the count of slices is. */
const mostSlices = 40

/** Names of `cputype`. */
const processors: Readonly<Record<number, string>> = {
  7: 'ia32',
  12: 'arm',
  18: 'ppc',
  16777223: 'x64',
  16777228: 'arm64',
}
const armProcessor = 16777228
const subtypeArm64e = 2

export function isMachO(start: Buffer): boolean {
  if (start.length < 8) return false
  const magic = start.readUInt32BE(0)
  return magic === Magic.file || magic === Magic.file32 || isUniversal(start)
}

/** The files for the different processors in a Mach-O file: one, unless it is universal. */
export function readSlices(bytes: FileBytes): readonly MachOSlice[] {
  const start = bytes.read(0, 12)
  if (!isUniversal(start)) return [{ architecture: nameOf(start.readUInt32LE(4), start.readUInt32LE(8)), bytes }]
  const is64 = start.readUInt32BE(0) === Magic.universal64
  const size = is64 ? 32 : 20
  const count = start.readUInt32BE(4)
  const table = bytes.read(8, count * size)
  return Array.from({ length: count }, (_, index) => {
    const at = index * size
    const offset = is64 ? Number(table.readBigUInt64BE(at + 8)) : table.readUInt32BE(at + 8)
    const length = is64 ? Number(table.readBigUInt64BE(at + 16)) : table.readUInt32BE(at + 12)
    return {
      architecture: nameOf(table.readUInt32BE(at), table.readUInt32BE(at + 4)),
      bytes: partOf(bytes, offset, length),
    }
  })
}

/** Reads the load commands of a slice of 64 bits. */
export function readMachO(bytes: FileBytes): MachOFile {
  const header = bytes.read(0, headerSize)
  const commands = readCommands(bytes.read(headerSize, header.readUInt32LE(20)), header.readUInt32LE(16))
  const having = (...kinds: number[]) => commands.filter(({ kind }) => kinds.includes(kind)).map(({ body }) => body)
  const [symbols] = having(Command.symbols)
  return {
    type: header.readUInt32LE(12),
    needed: having(Command.library, Command.reexported).map(readName),
    rpaths: having(Command.rpath).map(readName),
    symbolTable: symbols && {
      offset: symbols.readUInt32LE(8),
      count: symbols.readUInt32LE(12),
      namesOffset: symbols.readUInt32LE(16),
      namesSize: symbols.readUInt32LE(20),
    },
    end: Math.max(0, ...having(Command.segment).map(endOfSegment)),
  }
}

interface LoadCommand {
  readonly kind: number
  /** The whole command, its kind and size included; one that is too short is filled up. */
  readonly body: Buffer
}

function readCommands(table: Buffer, count: number): readonly LoadCommand[] {
  const commands: LoadCommand[] = []
  let at = 0
  while (commands.length < count && at + 8 <= table.length) {
    const size = table.readUInt32LE(at + 4)
    if (size < 8) break
    const body = Buffer.alloc(Math.max(size, longestRead))
    table.copy(body, 0, at, at + size)
    commands.push({ kind: table.readUInt32LE(at), body })
    at += size
  }
  return commands
}

/** The first field of the command says where in it the text stands. */
function readName(command: Buffer): string {
  return textAt(command, command.readUInt32LE(8))
}

function endOfSegment(command: Buffer): number {
  return Number(command.readBigUInt64LE(40)) + Number(command.readBigUInt64LE(48))
}

function isUniversal(start: Buffer): boolean {
  const magic = start.readUInt32BE(0)
  const isMarked = magic === Magic.universal || magic === Magic.universal64
  return isMarked && start.readUInt32BE(4) < mostSlices
}

function nameOf(processor: number, subtype: number): string {
  if (processor === armProcessor && (subtype & 0xff) === subtypeArm64e) return 'arm64e'
  return processors[processor] ?? `CPU type ${processor}`
}

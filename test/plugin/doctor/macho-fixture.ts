/** What a generated Mach-O file holds; only what the reader looks at is real. */
export interface MachOParts {
  readonly cpu?: number
  readonly subtype?: number
  readonly type?: number
  readonly needed?: readonly string[]
  /** Needed, but not missed. */
  readonly weak?: readonly string[]
  readonly rpaths?: readonly string[]
  readonly symbols?: readonly MachOSymbolParts[]
  /** Bytes that the segment asks for; those of the file unless told. */
  readonly end?: number
}

export interface MachOSymbolParts {
  /** As it stands in the file, with its underscore. */
  readonly name: string
  readonly type: number
}

export const Cpu = { x64: 0x01000007, arm64: 0x0100000c, ia32: 7 } as const
/** `n_type`: in a section, and who can see it. */
export const SymbolType = {
  exported: 0x0f,
  privateExternal: 0x1f,
  local: 0x0e,
  undefined: 0x01,
  debugging: 0x24,
} as const

/** The bytes of a Mach-O library of 64 bits. */
export function makeMachO(parts: MachOParts = {}): Buffer {
  const { cpu = Cpu.arm64, subtype = 0, type = 6, needed = [], weak = [], rpaths = [], symbols = [] } = parts
  const named = [
    ...needed.map((name) => nameCommand(0xc, 24, name)),
    ...weak.map((name) => nameCommand(0x80000018, 24, name)),
    ...rpaths.map((name) => nameCommand(0x8000001c, 12, name)),
  ]
  const commandsSize = sizeOf(named) + 72 + 24
  const names = Buffer.from(`\0${symbols.map(({ name }) => `${name}\0`).join('')}`)
  const symbolsAt = 32 + commandsSize
  const namesAt = symbolsAt + symbols.length * 16
  const end = parts.end ?? namesAt + names.length
  const commands = [...named, segmentCommand(end), symbolsCommand(symbolsAt, symbols.length, namesAt, names.length)]
  const header = Buffer.alloc(32)
  header.writeUInt32BE(0xcffaedfe, 0)
  for (const [index, value] of [cpu, subtype, type, commands.length, commandsSize].entries()) {
    header.writeUInt32LE(value, 4 + index * 4)
  }
  return Buffer.concat([header, ...commands, ...symbolEntries(symbols), names])
}

/** The bytes of a universal file. */
export function makeUniversal(slices: readonly Buffer[], is64 = false): Buffer {
  const size = is64 ? 32 : 20
  const table = Buffer.alloc(8 + slices.length * size)
  table.writeUInt32BE(is64 ? 0xcafebabf : 0xcafebabe, 0)
  table.writeUInt32BE(slices.length, 4)
  let offset = table.length
  for (const [index, slice] of slices.entries()) {
    const at = 8 + index * size
    table.writeUInt32BE(slice.readUInt32LE(4), at)
    table.writeUInt32BE(slice.readUInt32LE(8), at + 4)
    if (is64) {
      table.writeBigUInt64BE(BigInt(offset), at + 8)
      table.writeBigUInt64BE(BigInt(slice.length), at + 16)
    } else {
      table.writeUInt32BE(offset, at + 8)
      table.writeUInt32BE(slice.length, at + 12)
    }
    offset += slice.length
  }
  return Buffer.concat([table, ...slices])
}

function nameCommand(kind: number, nameAt: number, name: string): Buffer {
  const command = Buffer.alloc(Math.ceil((nameAt + name.length + 1) / 8) * 8)
  command.writeUInt32LE(kind, 0)
  command.writeUInt32LE(command.length, 4)
  command.writeUInt32LE(nameAt, 8)
  command.write(name, nameAt)
  return command
}

function segmentCommand(end: number): Buffer {
  const command = Buffer.alloc(72)
  command.writeUInt32LE(0x19, 0)
  command.writeUInt32LE(command.length, 4)
  command.writeBigUInt64LE(BigInt(end), 48)
  return command
}

function symbolsCommand(offset: number, count: number, namesAt: number, namesSize: number): Buffer {
  const command = Buffer.alloc(24)
  for (const [index, value] of [0x2, command.length, offset, count, namesAt, namesSize].entries()) {
    command.writeUInt32LE(value, index * 4)
  }
  return command
}

function symbolEntries(symbols: readonly MachOSymbolParts[]): readonly Buffer[] {
  let nameAt = 1
  return symbols.map(({ name, type }) => {
    const entry = Buffer.alloc(16)
    entry.writeUInt32LE(nameAt, 0)
    entry.writeUInt8(type, 4)
    nameAt += name.length + 1
    return entry
  })
}

function sizeOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((size, { length }) => size + length, 0)
}

import { type FileBytes, textAt } from './file-bytes.js'
import type { MachOFile } from './macho.js'

/** A symbol that a Mach-O file defines; its name as in C, without the underscore that the linker puts before it. */
export interface MachOSymbol {
  readonly name: string
  /** Other files can see it. */
  readonly isVisible: boolean
}

const symbolSize = 16
const Kind = { debugging: 0xe0, hidden: 0x10, mask: 0x0e, inSection: 0x0e, external: 0x01 } as const

export function readMachOSymbols(bytes: FileBytes, { symbolTable }: MachOFile): readonly MachOSymbol[] {
  if (symbolTable === undefined) return []
  const table = bytes.read(symbolTable.offset, symbolTable.count * symbolSize)
  const names = bytes.read(symbolTable.namesOffset, symbolTable.namesSize)
  const symbols: MachOSymbol[] = []
  for (let at = 0; at < table.length; at += symbolSize) {
    const kind = table.readUInt8(at + 4)
    if ((kind & Kind.debugging) !== 0 || (kind & Kind.mask) !== Kind.inSection) continue
    symbols.push({
      name: textAt(names, table.readUInt32LE(at)).replace(/^_/, ''),
      isVisible: (kind & Kind.external) !== 0 && (kind & Kind.hidden) === 0,
    })
  }
  return symbols
}

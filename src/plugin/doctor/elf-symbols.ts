import type { ElfHeader } from './elf.js'
import { findSymbolTable, type SymbolTable, symbolSize } from './elf-symbol-table.js'
import { type FileBytes, textAt } from './file-bytes.js'

/** A function or an object in one of the symbol tables of an ELF file. */
export interface ElfSymbol {
  readonly name: string
  readonly isDefined: boolean
  /** May be missing without harm. */
  readonly isWeak: boolean
  /** Other files can see it. */
  readonly isVisible: boolean
  readonly address: number
  /** Bytes at `address`; 0 where that is not known. */
  readonly size: number
}

export interface ElfSymbols {
  /** What the file exports and asks for: `.dynsym`; `undefined` where the file does not tell. */
  readonly dynamic: readonly ElfSymbol[] | undefined
  /** Everything that has a name: `.symtab`; `undefined` in a file that was stripped. */
  readonly all: readonly ElfSymbol[] | undefined
}

const SectionType = { symbols: 2, dynamicSymbols: 11 } as const
const SymbolType = { section: 3, file: 4, threadLocal: 6 } as const
const Binding = { local: 0, weak: 2 } as const
const Visibility = { default: 0, protected: 3 } as const
const sectionSize = 64

export function readElfSymbols(bytes: FileBytes, header: ElfHeader): ElfSymbols {
  const sections = readSections(bytes, header)
  const dynamic = findTable(bytes, sections, SectionType.dynamicSymbols) ?? findSymbolTable(bytes, header)
  const all = findTable(bytes, sections, SectionType.symbols)
  return { dynamic: dynamic && readSymbols(dynamic), all: all && readSymbols(all) }
}

interface Section {
  readonly type: number
  readonly offset: number
  readonly size: number
  readonly link: number
}

/** Nothing of them is loaded, so a file without them is none the worse. */
function readSections(bytes: FileBytes, header: ElfHeader): readonly Section[] {
  const size = header.sectionHeaderCount * sectionSize
  if (header.sectionHeaders + size > bytes.size) return []
  const table = bytes.read(header.sectionHeaders, size)
  return Array.from({ length: header.sectionHeaderCount }, (_, index) => {
    const at = index * sectionSize
    return {
      type: table.readUInt32LE(at + 4),
      offset: Number(table.readBigUInt64LE(at + 24)),
      size: Number(table.readBigUInt64LE(at + 32)),
      link: table.readUInt32LE(at + 40),
    }
  })
}

function findTable(bytes: FileBytes, sections: readonly Section[], type: number): SymbolTable | undefined {
  const table = sections.find((section) => section.type === type)
  const names = table && sections[table.link]
  if (table === undefined || names === undefined) return undefined
  return { symbols: bytes.read(table.offset, table.size), names: bytes.read(names.offset, names.size) }
}

function readSymbols({ symbols: table, names }: SymbolTable): readonly ElfSymbol[] {
  const symbols: ElfSymbol[] = []
  for (let at = symbolSize; at + symbolSize <= table.length; at += symbolSize) {
    const information = table.readUInt8(at + 4)
    const type = information & 15
    if (type === SymbolType.section || type === SymbolType.file) continue
    const binding = information >> 4
    const visibility = table.readUInt8(at + 5) & 3
    symbols.push({
      name: textAt(names, table.readUInt32LE(at)),
      isDefined: table.readUInt16LE(at + 6) !== 0,
      isWeak: binding === Binding.weak,
      isVisible:
        binding !== Binding.local && (visibility === Visibility.default || visibility === Visibility.protected),
      address: Number(table.readBigUInt64LE(at + 8)),
      // The address of a thread's own variable is one in each thread's memory.
      size: type === SymbolType.threadLocal ? 0 : Number(table.readBigUInt64LE(at + 16)),
    })
  }
  return symbols
}

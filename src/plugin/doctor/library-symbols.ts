import { isElf, readElfHeader } from './elf.js'
import { type ElfSymbol, readElfSymbols } from './elf-symbols.js'
import { type FileBytes, readStart } from './file-bytes.js'
import { isMachO, readMachO, readSlices } from './macho.js'
import { readMachOSymbols } from './macho-symbols.js'

/** Names of functions and data in a library. */
export interface LibrarySymbols {
  /** What other files can see. */
  readonly exported: readonly string[]
  /** What the library keeps to itself, if it still has the names; `undefined` when it was stripped of them. */
  readonly hidden: readonly string[] | undefined
  /** What others must define. Only of ELF files. */
  readonly imported: readonly string[]
}

/**
 * Reads the names in a library for a processor; `undefined` where the file does not tell.
 *
 * @throws `EndOfFile`: the tables stand behind what is loaded, so a library without them is loaded all the same
 */
export function readSymbols(bytes: FileBytes, architecture: string): LibrarySymbols | undefined {
  const start = readStart(bytes, 8)
  if (isElf(start)) return readElf(bytes)
  return isMachO(start) ? readMach(bytes, architecture) : undefined
}

function readElf(bytes: FileBytes): LibrarySymbols | undefined {
  const { dynamic, all } = readElfSymbols(bytes, readElfHeader(bytes))
  if (dynamic === undefined) return undefined
  const isExported = (symbol: ElfSymbol) => symbol.isDefined && symbol.isVisible
  return {
    exported: sortNames(dynamic.filter(isExported)),
    hidden: all && sortNames(all.filter((symbol) => symbol.isDefined && !symbol.isVisible)),
    imported: sortNames(dynamic.filter((symbol) => !symbol.isDefined && !symbol.isWeak)),
  }
}

function readMach(bytes: FileBytes, architecture: string): LibrarySymbols | undefined {
  const slice = readSlices(bytes).find((one) => one.architecture === architecture)
  if (slice === undefined) return undefined
  const symbols = readMachOSymbols(slice.bytes, readMachO(slice.bytes))
  const hidden = sortNames(symbols.filter(({ isVisible }) => !isVisible))
  return {
    exported: sortNames(symbols.filter(({ isVisible }) => isVisible)),
    hidden: hidden.length > 0 ? hidden : undefined,
    imported: [],
  }
}

function sortNames(symbols: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(symbols.map(({ name }) => name))].filter((name) => name !== '').sort()
}

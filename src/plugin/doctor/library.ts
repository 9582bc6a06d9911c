import type { LibraryDependency } from './contract.js'
import { isElf, readElfHeader } from './elf.js'
import { listElfDependencies } from './elf-dependencies.js'
import { type ElfSymbol, readElfSymbols } from './elf-symbols.js'
import { readStart, tryInFile } from './file-bytes.js'
import { type LibrarySymbols, readSymbols } from './library-symbols.js'
import { linkerOfProcess } from './linker.js'
import { isMachO, readSlices } from './macho.js'
import { dyldOfProcess, listMachODependencies } from './macho-dependencies.js'

/** Everything that a library needs, as the dynamic linker of this process finds it. */
export function listDependencies(path: string): readonly LibraryDependency[] {
  if (process.platform === 'darwin') return listMachODependencies(path, dyldOfProcess())
  const linker = linkerOfProcess()
  return listElfDependencies(path, linker, listElfDependencies(process.execPath, linker))
}

/** Processors that a library was built for. */
export function architecturesOf(path: string): readonly string[] {
  const found = tryInFile(path, (bytes) => {
    const start = readStart(bytes, 64)
    if (isElf(start)) return [readElfHeader(bytes).architecture]
    return isMachO(start) ? readSlices(bytes).map(({ architecture }) => architecture) : []
  })
  return found ?? []
}

/**
 * Everything in a library that has a name and a size, with static functions unless the file was stripped of them. Of ELF
 * files: elsewhere the dynamic linker names static functions itself.
 */
export function listFunctions(path: string): readonly Pick<ElfSymbol, 'name' | 'address' | 'size'>[] {
  const found = tryInFile(path, (bytes) => {
    if (!isElf(readStart(bytes, 4))) return []
    const { all, dynamic } = readElfSymbols(bytes, readElfHeader(bytes))
    return (all ?? dynamic ?? []).filter(({ isDefined, size }) => isDefined && size > 0)
  })
  return found ?? []
}

/** The names in a library, of its part for this processor; `undefined` where they cannot be read. */
export function symbolsOf(path: string): LibrarySymbols | undefined {
  return tryInFile(path, (bytes) => readSymbols(bytes, process.arch))
}

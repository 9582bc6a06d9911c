import type { LibraryDependency } from './contract.js'
import { isElf, readElfHeader } from './elf.js'
import { listElfDependencies } from './elf-dependencies.js'
import { readStart, tryInFile } from './file-bytes.js'
import { type LibrarySymbols, noSymbols, readSymbols } from './library-symbols.js'
import { linkerOfProcess } from './linker.js'
import { isMachO, readSlices } from './macho.js'
import { dyldOfProcess, listMachODependencies } from './macho-dependencies.js'

/** Everything that a library needs, as the dynamic linker of this process finds it. */
export function listDependencies(path: string): readonly LibraryDependency[] {
  if (process.platform === 'darwin') return listMachODependencies(path, dyldOfProcess())
  return listElfDependencies(path, linkerOfProcess())
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

/** The names in a library, of its part for this processor. */
export function symbolsOf(path: string): LibrarySymbols {
  return tryInFile(path, (bytes) => readSymbols(bytes, process.arch)) ?? noSymbols
}

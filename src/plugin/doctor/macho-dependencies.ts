import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { LibraryDependency } from './contract.js'
import { type DependentFile, followDependencies, type Search } from './dependencies.js'
import { readStart, tryInFile } from './file-bytes.js'
import { isMachO, readMachO, readSlices } from './macho.js'
import { placesIn, printPlaces, type SearchPlace } from './search-place.js'

/** What the dynamic linker of a macOS process knows before it looks at a library. */
export interface Dyld {
  readonly architecture: string
  /** Folder of the program: `@executable_path`. */
  readonly programFolder: string
  /** DYLD_LIBRARY_PATH: looked in first. */
  readonly libraryPath: readonly string[]
  /** DYLD_FALLBACK_LIBRARY_PATH: looked in last. */
  readonly fallbackPath: readonly string[]
}

/** The dynamic linker of this process. */
export function dyldOfProcess(): Dyld {
  const folders = (text: string) => text.split(':').filter((folder) => folder !== '')
  return {
    architecture: process.arch,
    programFolder: dirname(process.execPath),
    libraryPath: folders(process.env.DYLD_LIBRARY_PATH ?? ''),
    fallbackPath: folders(process.env.DYLD_FALLBACK_LIBRARY_PATH ?? '/usr/local/lib:/usr/lib'),
  }
}

/** Finds what a library needs, as the dynamic linker of macOS does (`man dyld`). */
export function listMachODependencies(path: string, dyld: Dyld): readonly LibraryDependency[] {
  const library = readLibrary(path, dyld)
  if (library === undefined) return []
  return followDependencies(library, (name, chain) => find(name, chain, dyld))
}

interface MachOLibrary extends DependentFile {
  readonly rpaths: readonly string[]
}

function readLibrary(path: string, { architecture }: Dyld): MachOLibrary | undefined {
  return tryInFile(path, (bytes) => {
    if (!isMachO(readStart(bytes, 12))) return undefined
    const slice = readSlices(bytes).find((one) => one.architecture === architecture)
    return slice && { path, ...readMachO(slice.bytes) }
  })
}

function find(name: string, chain: readonly MachOLibrary[], dyld: Dyld): Search<MachOLibrary> {
  // These stand in the shared cache of the system, not in files.
  if (/^\/(usr\/lib|System)\//.test(name)) return { path: name, lookedIn: [] }
  const looked: SearchPlace[] = []
  for (const place of placesFor(name, chain, dyld)) {
    const isThere = place.path !== undefined && existsSync(place.path)
    const file = isThere ? readLibrary(place.path, dyld) : undefined
    looked.push(
      isThere && file === undefined ? { ...place, shown: `${place.path}, not for ${dyld.architecture}` } : place,
    )
    if (file !== undefined) return { file, lookedIn: printPlaces(looked) }
  }
  return { lookedIn: printPlaces(looked) }
}

/** In the linker's order. */
function placesFor(name: string, chain: readonly MachOLibrary[], dyld: Dyld): readonly SearchPlace[] {
  const [dependent] = chain
  if (dependent === undefined) return []
  const leaf = basename(name)
  return [
    ...placesIn(dyld.libraryPath, leaf, 'DYLD_LIBRARY_PATH'),
    ...(name.startsWith('@rpath/') ? placesOfRpaths(name, chain, dyld) : [placeOfPath(name, dependent, dyld)]),
    ...placesIn(dyld.fallbackPath, leaf, 'DYLD_FALLBACK_LIBRARY_PATH'),
  ]
}

function placesOfRpaths(name: string, chain: readonly MachOLibrary[], dyld: Dyld): readonly SearchPlace[] {
  const rest = name.slice('@rpath/'.length)
  return chain.flatMap((file) => {
    const folders = file.rpaths.map((rpath) => expand(rpath, file, dyld))
    return placesIn(folders, rest, `LC_RPATH of ${basename(file.path)}`)
  })
}

function placeOfPath(name: string, dependent: MachOLibrary, dyld: Dyld): SearchPlace {
  const path = resolve(expand(name, dependent, dyld))
  return { path, shown: path, reason: `the path in ${basename(dependent.path)}` }
}

function expand(text: string, { path }: MachOLibrary, { programFolder }: Dyld): string {
  return text.replace(/^@loader_path/, dirname(path)).replace(/^@executable_path/, programFolder)
}

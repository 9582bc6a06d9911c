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
  if (isOfSystem(name)) return { path: name, lookedIn: [] }
  const written = writtenPlaces(name, chain, dyld)
  const looked: SearchPlace[] = []
  for (const place of placesFor(name, written, dyld)) {
    if (place.path !== undefined && written.includes(place) && isOfSystem(place.path)) {
      return { path: place.path, lookedIn: printPlaces([...looked, place]) }
    }
    const isThere = place.path !== undefined && existsSync(place.path)
    const file = isThere ? readLibrary(place.path, dyld) : undefined
    looked.push(
      isThere && file === undefined ? { ...place, shown: `${place.path}, not for ${dyld.architecture}` } : place,
    )
    if (file !== undefined) return { file, lookedIn: printPlaces(looked) }
  }
  return { lookedIn: printPlaces(looked) }
}

/**
 * Whether a library stands in the shared cache of the system, where no file tells. The folder of Swift is an LC_RPATH
 * of every library in that language, for whatever it needs: only Swift's own are taken to be there.
 */
function isOfSystem(path: string): boolean {
  return /^\/(usr\/lib|System)\//.test(path) && !/^\/usr\/lib\/swift\/(?!libswift)/.test(path)
}

/** In the linker's order. */
function placesFor(name: string, written: readonly SearchPlace[], dyld: Dyld): readonly SearchPlace[] {
  const leaf = basename(name)
  return [
    ...placesIn(dyld.libraryPath, leaf, 'DYLD_LIBRARY_PATH'),
    ...written,
    ...placesIn(dyld.fallbackPath, leaf, 'DYLD_FALLBACK_LIBRARY_PATH'),
  ]
}

/** The places that the files themselves name. */
function writtenPlaces(name: string, chain: readonly MachOLibrary[], dyld: Dyld): readonly SearchPlace[] {
  if (name.startsWith('@rpath/')) return placesOfRpaths(name, chain, dyld)
  return chain.slice(0, 1).map((dependent) => placeOfPath(name, dependent, dyld))
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

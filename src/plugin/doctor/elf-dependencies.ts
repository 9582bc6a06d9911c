import { basename, dirname, resolve } from 'node:path'
import type { LibraryDependency } from './contract.js'
import { type DependentFile, followDependencies, type Search } from './dependencies.js'
import { isElf, readElfHeader } from './elf.js'
import { type DynamicSection, readDynamicSection } from './elf-dynamic.js'
import { readStart, tryInFile } from './file-bytes.js'
import type { Linker } from './linker.js'
import { placesIn, printPlaces, type SearchPlace } from './search-place.js'

/**
 * Finds what a library needs, as the dynamic linker of Linux does (`man ld.so`).
 *
 * @param loaded what the process has already
 */
export function listElfDependencies(
  path: string,
  linker: Linker,
  loaded: readonly LibraryDependency[] = [],
): readonly LibraryDependency[] {
  const library = readLibrary(path)
  if (library === undefined) return []
  return followDependencies(library, (name, chain) => findLoaded(name, loaded) ?? find(name, chain, linker))
}

type ElfLibrary = DependentFile & DynamicSection & { readonly architecture: string }

function readLibrary(path: string): ElfLibrary | undefined {
  return tryInFile(path, (bytes) => {
    if (!isElf(readStart(bytes, 4))) return undefined
    const header = readElfHeader(bytes)
    return { path, architecture: header.architecture, ...readDynamicSection(bytes, header) }
  })
}

/** What the process has under that name is taken without a search. */
function findLoaded(name: string, loaded: readonly LibraryDependency[]): Search<ElfLibrary> | undefined {
  const path = loaded.find((library) => library.name === name)?.path
  const file = path === undefined ? undefined : readLibrary(path)
  return file && { file, lookedIn: [] }
}

function find(name: string, chain: readonly ElfLibrary[], linker: Linker): Search<ElfLibrary> {
  if (linker.kind === 'musl' && isPartOfMusl(name)) return { path: linker.path, lookedIn: [] }
  const looked: SearchPlace[] = []
  for (const place of placesFor(name, chain, linker)) {
    const file = place.path === undefined ? undefined : readLibrary(place.path)
    const isOther = file !== undefined && file.architecture !== linker.architecture
    looked.push(isOther ? { ...place, shown: `${file.path}, built for ${file.architecture}` } : place)
    if (file !== undefined && !isOther) return { file, lookedIn: printPlaces(looked) }
  }
  return { lookedIn: printPlaces(looked) }
}

/** In the linker's order. */
function placesFor(name: string, chain: readonly ElfLibrary[], linker: Linker): readonly SearchPlace[] {
  const [dependent] = chain
  if (dependent === undefined) return []
  if (name.includes('/')) {
    const path = resolve(expand(name, dependent))
    return [{ path, shown: path, reason: `the path in ${basename(dependent.path)}` }]
  }
  const fromEnvironment = placesIn(linker.libraryPath, name, 'LD_LIBRARY_PATH')
  const own = placesIn(linker.ownFolders, name, "the linker's own folders")
  if (linker.kind === 'musl') return [...fromEnvironment, ...chain.flatMap((file) => writtenIn(file, name)), ...own]
  const hasRunpath = dependent.runpath.length > 0
  const inherited = hasRunpath ? [] : chain.filter(({ runpath }) => runpath.length === 0)
  return [
    ...inherited.flatMap((file) => writtenIn(file, name)),
    ...fromEnvironment,
    ...(hasRunpath ? writtenIn(dependent, name) : []),
    ...placesInCache(linker, name),
    ...own,
  ]
}

function placesInCache({ cache }: Linker, name: string): readonly SearchPlace[] {
  const shown = '/etc/ld.so.cache'
  const paths: readonly (string | undefined)[] = cache.get(name) ?? [undefined]
  return paths.map((path) => ({ path, shown, reason: shown }))
}

/** The folders that the file itself names. */
function writtenIn(file: ElfLibrary, name: string): readonly SearchPlace[] {
  const hasRunpath = file.runpath.length > 0
  const folders = (hasRunpath ? file.runpath : file.rpath).map((folder) => expand(folder, file))
  return placesIn(folders, name, `${hasRunpath ? 'RUNPATH' : 'RPATH'} of ${basename(file.path)}`)
}

function expand(text: string, { path }: ElfLibrary): string {
  return text.replaceAll(/\$ORIGIN|\$\{ORIGIN\}/g, dirname(path))
}

/** musl is its own libc, libm and so on, whatever files there are. */
function isPartOfMusl(name: string): boolean {
  return /^lib(c|m|dl|rt|util|pthread|xnet)\./.test(name)
}

import type { LibraryDependency } from './contract.js'

/** A library as far as its dependencies are concerned. */
export interface DependentFile {
  readonly path: string
  readonly needed: readonly string[]
  /** A name under which others get it without a search, once it is loaded. */
  readonly soname?: string | undefined
}

/** What came of looking for a library. */
export interface Search<File extends DependentFile> {
  /** The file that the linker takes; what is built into the system has none to read. */
  readonly file?: File
  readonly path?: string
  readonly lookedIn: readonly string[]
}

/**
 * Follows the dependencies of a library in the order of the dynamic linker.
 *
 * @param find looks for a name; the chain begins with the file that needs it and ends with the library itself
 */
export function followDependencies<File extends DependentFile>(
  library: File,
  find: (name: string, chain: readonly File[]) => Search<File>,
): readonly LibraryDependency[] {
  const found: LibraryDependency[] = []
  const seen = new Set<string>()
  const waiting: (readonly File[])[] = [[library]]
  for (let chain = waiting.shift(); chain !== undefined; chain = waiting.shift()) {
    const [dependent] = chain
    for (const name of dependent?.needed ?? []) {
      if (dependent === undefined || seen.has(name)) continue
      seen.add(name)
      const { file, path = file?.path, lookedIn } = find(name, chain)
      found.push({ name, neededBy: dependent.path, path, lookedIn })
      if (file === undefined) continue
      if (file.soname !== undefined) seen.add(file.soname)
      waiting.push([file, ...chain])
    }
  }
  return found
}

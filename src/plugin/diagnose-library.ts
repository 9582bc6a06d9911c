import { isMockHostError, type MockHostError } from '../errors/mockhost-error.js'
import { findBadSignature } from './doctor/code-signature.js'
import type { LibraryDependency, LibraryReport } from './doctor/contract.js'
import { entryNotFound, hasEntry } from './doctor/entry-points.js'
import { architecturesOf, listDependencies, symbolsOf } from './doctor/library.js'
import type { LibrarySymbols } from './doctor/library-symbols.js'
import { dependencyNotFound } from './doctor/missing-dependency.js'
import { undefinedSymbol } from './doctor/missing-symbol.js'
import { findQuarantine } from './doctor/quarantine.js'
import { runCommand } from './doctor/run-command.js'
import { findUndefinedSymbols } from './doctor/undefined-symbols.js'
import { findLibrary, locateLibrary } from './library-file.js'

/**
 * Says why a library could not be loaded here: by another processor, a missing library or symbol, a missing
 * entry point, a quarantine. The ending `.so` or `.dylib` may be left out.
 *
 * It reads files and runs nothing of them, so it needs no host. A library without problems may still refuse
 * in its entry point, in `init`, or by its manifest.
 *
 * @example
 * const { problems } = await diagnoseLibrary('./build/libhello')
 * expect(problems.map(String)).toEqual([])
 */
export async function diagnoseLibrary(path: string): Promise<LibraryReport> {
  let found: Found = { path, architectures: [] }
  try {
    const file = locateLibrary(path)
    found = { path: file, architectures: architecturesOf(file) }
    findLibrary(file)
    return { ...found, ...examine(file) }
  } catch (error) {
    if (!isMockHostError(error)) throw error
    return { ...found, exports: [], dependencies: [], undefinedSymbols: [], problems: [error] }
  }
}

type Found = Pick<LibraryReport, 'path' | 'architectures'>

function examine(path: string): Omit<LibraryReport, keyof Found> {
  const symbols = symbolsOf(path)
  const dependencies = listDependencies(path)
  const undefinedSymbols = findUndefinedSymbols(path, dependencies)
  const problems: MockHostError[] = dependencies
    .filter((one) => one.path === undefined)
    .map((missing) => dependencyNotFound(path, missing))
  if (undefinedSymbols.length > 0) {
    const searched = dependencies.map(({ name }) => name)
    problems.push(undefinedSymbol({ path, symbols: undefinedSymbols, searched }))
  }
  if (process.platform === 'darwin') problems.push(...findDistrust(path))
  if (symbols !== undefined && !hasEntryPoint(symbols, dependencies)) problems.push(entryNotFound(path, symbols))
  return { exports: symbols?.exported ?? [], dependencies, undefinedSymbols, problems }
}

/** Whether the app finds an entry point: `dlsym` looks in what the library needs, too. */
function hasEntryPoint(symbols: LibrarySymbols, dependencies: readonly LibraryDependency[]): boolean {
  const others = dependencies.map(({ path }) => path).filter((path) => path !== undefined)
  return hasEntry(symbols) || others.some((path) => hasEntry(symbolsOf(path)))
}

/** What only macOS minds. On Intel it loads what is not signed. */
function findDistrust(path: string): readonly MockHostError[] {
  const signature = process.arch === 'arm64' ? findBadSignature(path, runCommand) : undefined
  return [findQuarantine(path, runCommand), signature].filter((problem) => problem !== undefined)
}

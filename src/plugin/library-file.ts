import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import { findNearest } from '../report/nearest.js'
import { checkFormat } from './doctor/check-format.js'
import { readInFile } from './doctor/file-bytes.js'
import { libraryEnding, thisProcess } from './doctor/target.js'

const ending = libraryEnding(thisProcess)

/** A library that exists and fits this process. */
export interface LibraryFile {
  /** Without symbolic links. */
  readonly path: string
  /** Changes when the file is replaced or written again. */
  readonly identity: string
}

/** Finds the library behind a path whose ending may be left out, and checks that this process can load it. */
export function findLibrary(given: string): LibraryFile {
  const path = locateLibrary(given)
  return readOrRefuse(path, () => {
    const { dev, ino, mtimeMs, size } = statSync(path)
    readInFile(path, (bytes) => checkFormat(path, bytes, thisProcess))
    return { path, identity: `${path}:${dev}:${ino}:${mtimeMs}:${size}` }
  })
}

/** The file behind a path whose ending may be left out, without symbolic links; whatever it holds. */
export function locateLibrary(given: string): string {
  const whole = resolve(given)
  return readOrRefuse(whole, () => {
    let folder: string | undefined
    for (const path of [whole, whole + ending]) {
      const found = statSync(path, { throwIfNoEntry: false })
      if (found?.isFile()) return realpathSync(path)
      if (found?.isDirectory()) folder ??= path
    }
    throw folder === undefined ? fileNotFound(whole) : isFolder(folder)
  })
}

/** Reads a file; what the system refuses becomes an error of ours. */
function readOrRefuse<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof MockHostError || code === undefined) throw error
    throw new MockHostError({
      code: 'FILE_NOT_READABLE',
      message: `${basename(path)} cannot be read: ${code}.`,
      details: [
        ['file', path],
        ['system', (error as Error).message],
      ],
      fix: 'let the user who runs the tests read the file and its folders (chmod), and mend links that lead in a circle',
      cause: error,
    })
  }
}

function isFolder(path: string): MockHostError {
  const libraries = listLibraries(path) ?? []
  return new MockHostError({
    code: 'NOT_A_LIBRARY',
    message: `${basename(path)} is a folder, not a library.`,
    details: [
      ['folder', path],
      ['there is', libraries.length > 0 ? libraries.slice(0, mostNames).join(', ') : 'no library'],
    ],
    fix: `give the path of the ${ending} file in it`,
  })
}

const mostNames = 8

function fileNotFound(given: string): MockHostError {
  const libraries = listLibraries(dirname(given))
  const near = findNearest(basename(given), libraries ?? []).map(({ text }) => text)
  const there =
    libraries === undefined ? 'that folder does not exist' : near.length > 0 ? near.join(', ') : 'no library'
  return new MockHostError({
    code: 'FILE_NOT_FOUND',
    message: `There is no library at ${given}.`,
    details: [
      ['looked for', `${given}, ${given}${ending}`],
      ['there is', there],
    ],
    fix: 'build the plugin before the tests, or correct the path (the ending may be left out)',
  })
}

/** Names of the libraries in a folder; `undefined` when there is no such folder. */
function listLibraries(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.so') || name.endsWith('.dylib'))
  } catch {
    return undefined
  }
}

import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import { findNearest } from '../report/nearest.js'

const ending = process.platform === 'darwin' ? '.dylib' : '.so'

/** A library that exists and fits this process. */
export interface LibraryFile {
  /** Without symbolic links. */
  readonly path: string
  /** Changes when the file is replaced or written again. */
  readonly identity: string
}

/** Finds the library behind a path whose ending may be left out, and checks that this process can load it. */
export function findLibrary(given: string): LibraryFile {
  const path = findFile(resolve(given))
  const { dev, ino, mtimeMs, size } = statSync(path)
  checkFormat(path, readStart(path))
  return { path, identity: `${path}:${dev}:${ino}:${mtimeMs}:${size}` }
}

function findFile(given: string): string {
  for (const path of [given, given + ending]) {
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return realpathSync(path)
  }
  throw fileNotFound(given)
}

function readStart(path: string): Buffer {
  const bytes = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

/** Processors by the numbers of ELF (`e_machine`) and of Mach-O (`cputype`). */
const elfMachines: Readonly<Record<number, string>> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64', 243: 'riscv64' }
const machCpus: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' }

function checkFormat(path: string, start: Buffer): void {
  if (start.length < 20) throw notALibrary(path, `it has ${start.length} bytes`)
  const magic = start.readUInt32BE(0)
  const isUniversal = (magic === 0xcafebabe || magic === 0xcafebabf) && process.platform === 'darwin'
  if (magic === 0x7f454c46) checkElf(path, start)
  else if (magic === 0xcffaedfe) checkMachO(path, start)
  else if (!isUniversal) throw notALibrary(path, `it starts with ${describeStart(start)}`)
}

function checkElf(path: string, start: Buffer): void {
  if (process.platform === 'darwin') throw notALibrary(path, 'it is a Linux (ELF) file')
  const type = start.readUInt16LE(16)
  if (type !== 3) throw notALibrary(path, type === 1 ? 'it is an object file that was not linked' : 'it is a program')
  checkArchitecture(path, elfMachines[start.readUInt16LE(18)] ?? `machine ${start.readUInt16LE(18)}`)
}

function checkMachO(path: string, start: Buffer): void {
  if (process.platform !== 'darwin') throw notALibrary(path, 'it is a macOS (Mach-O) file')
  checkArchitecture(path, machCpus[start.readUInt32LE(4)] ?? `CPU type ${start.readUInt32LE(4)}`)
}

function checkArchitecture(path: string, found: string): void {
  if (found === process.arch) return
  throw new MockHostError({
    code: 'WRONG_ARCHITECTURE',
    message: `${basename(path)} was built for ${found}, and this process runs on ${process.arch}.`,
    details: [['file', path]],
    fix: `build the plugin for ${process.arch}, or run Node for ${found}`,
  })
}

function describeStart(start: Buffer): string {
  const text = start.toString('latin1')
  return /^[\x20-\x7e\s]*$/.test(text) ? `the text ${JSON.stringify(text)}` : `the bytes ${start.toString('hex', 0, 4)}`
}

function notALibrary(path: string, why: string): MockHostError {
  return new MockHostError({
    code: 'NOT_A_LIBRARY',
    message: `${basename(path)} is no dynamic library of this platform: ${why}.`,
    details: [['file', path]],
    fix: `give the path of the ${ending} file that the build links (cc -shared, cargo with crate-type cdylib, swift with a dynamic product)`,
  })
}

function fileNotFound(given: string): MockHostError {
  const neighbours = listFolder(dirname(given))
  const libraries = neighbours?.filter((name) => name.endsWith('.so') || name.endsWith('.dylib')) ?? []
  const near = findNearest(basename(given), libraries).map(({ text }) => text)
  const there =
    neighbours === undefined ? 'that folder does not exist' : near.length > 0 ? near.join(', ') : 'no library'
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

function listFolder(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

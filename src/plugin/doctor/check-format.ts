import { basename } from 'node:path'
import { MockHostError } from '../../errors/mockhost-error.js'
import { listWords } from '../../report/print-value.js'
import { ElfType, isElf, readElfHeader, readSegments, SegmentType } from './elf.js'
import { readDynamicSection } from './elf-dynamic.js'
import { EndOfFile, type FileBytes, readStart } from './file-bytes.js'
import { describeForeignFile, type ForeignFile } from './foreign-file.js'
import { isMachO, MachOType, readMachO, readSlices } from './macho.js'
import { libraryEnding, type Target } from './target.js'

/**
 * Checks that a file is a dynamic library which the process can load, as far as its headers say.
 *
 * It is done before every load: the linker maps a file that is cut off without a complaint, and the process
 * dies of it later.
 *
 * @throws `NOT_A_LIBRARY`, `WRONG_ARCHITECTURE`, `LIBRARY_INCOMPLETE`
 */
export function checkFormat(path: string, bytes: FileBytes, target: Target): void {
  const start = readStart(bytes, 64)
  try {
    if (isElf(start)) checkElf(path, bytes, target)
    else if (isMachO(start)) checkMachO(path, bytes, target)
    else throw notALibrary(path, describeForeignFile(start), target)
  } catch (error) {
    if (error instanceof EndOfFile) throw incomplete(path, bytes.size)
    throw error
  }
}

function checkElf(path: string, bytes: FileBytes, target: Target): void {
  if (target.platform === 'darwin') throw notALibrary(path, { what: 'it is a Linux (ELF) file' }, target)
  const header = readElfHeader(bytes)
  if (header.type === ElfType.object) throw notALibrary(path, objectFile, target)
  if (header.type !== ElfType.library) throw notALibrary(path, program, target)
  if (header.architecture !== target.arch) throw wrongArchitecture(path, [header.architecture], target)
  const segments = readSegments(bytes, header)
  const end = Math.max(...segments.map(({ offset, fileSize }) => offset + fileSize))
  if (end > bytes.size) throw incomplete(path, bytes.size, end)
  // A program that can stand anywhere in memory calls itself a library; what tells is that it names its loader.
  const mayBeProgram = segments.some(({ type }) => type === SegmentType.interpreter)
  if (mayBeProgram && readDynamicSection(bytes, header).isProgram) throw notALibrary(path, program, target)
}

function checkMachO(path: string, bytes: FileBytes, target: Target): void {
  if (target.platform !== 'darwin') throw notALibrary(path, { what: 'it is a macOS (Mach-O) file' }, target)
  const slices = readSlices(bytes)
  const architectures = slices.map(({ architecture }) => architecture)
  const slice = slices[architectures.indexOf(target.arch)]
  if (slice === undefined) throw wrongArchitecture(path, architectures, target)
  const { type, end } = readMachO(slice.bytes)
  if (type === MachOType.object) throw notALibrary(path, objectFile, target)
  if (type !== MachOType.library && type !== MachOType.bundle) throw notALibrary(path, program, target)
  if (end > slice.bytes.size) throw incomplete(path, slice.bytes.size, end)
}

const objectFile: ForeignFile = {
  what: 'it is an object file that was not linked',
  fix: 'link it: cc -shared -o <library> <object files>',
}
const program: ForeignFile = {
  what: 'it is a program',
  fix: 'link the plugin as a library: cc -shared, cargo with crate-type = ["cdylib"], swift with a dynamic product',
}

function notALibrary(path: string, { what, fix }: ForeignFile, target: Target): MockHostError {
  const anyBuild = 'cc -shared, cargo with crate-type = ["cdylib"], swift with a dynamic product'
  return new MockHostError({
    code: 'NOT_A_LIBRARY',
    message: `${basename(path)} is no dynamic library of this platform: ${what}.`,
    details: [['file', path]],
    fix: fix ?? `give the path of the ${libraryEnding(target)} file that the build links (${anyBuild})`,
  })
}

function wrongArchitecture(path: string, found: readonly string[], { arch }: Target): MockHostError {
  return new MockHostError({
    code: 'WRONG_ARCHITECTURE',
    message: `${basename(path)} was built for ${listWords(found)}, and this process runs on ${arch}.`,
    details: [['file', path]],
    fix: `build the plugin for ${arch}, or run Node for ${listWords(found, 'or')}`,
  })
}

function incomplete(path: string, size: number, end?: number): MockHostError {
  const amount = (bytes: number) => bytes.toLocaleString('en-US')
  const there = end === undefined ? amount(size) : `${amount(size)} of ${amount(end)}`
  return new MockHostError({
    code: 'LIBRARY_INCOMPLETE',
    message: `${basename(path)} is cut off: it has ${there} bytes.`,
    details: [['file', path]],
    fix: 'build it again, and wait for the build to end before the tests start; a download or a copy may have failed',
  })
}

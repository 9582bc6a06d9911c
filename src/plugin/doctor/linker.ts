import { readFileSync } from 'node:fs'
import { isElf, readElfHeader, readInterpreter, readSegments } from './elf.js'
import { readStart, tryInFile } from './file-bytes.js'
import { readLinkerCache } from './ld-cache.js'

/** What the dynamic linker of a Linux process knows before it looks at a library. */
export interface Linker {
  readonly kind: 'glibc' | 'musl'
  /** Its own file: of musl it is the C library as well. */
  readonly path: string
  readonly architecture: string
  /** LD_LIBRARY_PATH as it was when the process began: a later change is not seen by the linker. */
  readonly libraryPath: readonly string[]
  /** Paths that `ldconfig` wrote down, by name of the library. */
  readonly cache: ReadonlyMap<string, readonly string[]>
  readonly ownFolders: readonly string[]
}

/** The dynamic linker of this process. */
export function linkerOfProcess(): Linker {
  const path = interpreterOf(process.execPath) ?? ''
  const kind = path.includes('ld-musl') ? 'musl' : 'glibc'
  const architecture = process.arch
  const libraryPath = firstEnvironment('LD_LIBRARY_PATH')
    .split(/[:;]/)
    .filter((folder) => folder !== '')
  if (kind === 'musl') {
    return { kind, path, architecture, libraryPath, cache: new Map(), ownFolders: muslFolders() }
  }
  const cache = readLinkerCache(readIfThere('/etc/ld.so.cache'))
  return { kind, path, architecture, libraryPath, cache, ownFolders: glibcFolders() }
}

function interpreterOf(program: string): string | undefined {
  return tryInFile(program, (bytes) =>
    isElf(readStart(bytes, 4)) ? readInterpreter(bytes, readSegments(bytes, readElfHeader(bytes))) : undefined,
  )
}

function firstEnvironment(name: string): string {
  const variables = readIfThere('/proc/self/environ').toString('utf8').split('\0')
  const variable = variables.find((text) => text.startsWith(`${name}=`))
  return variable?.slice(name.length + 1) ?? ''
}

/** Compiled into glibc; the first two on Debian and its children. */
function glibcFolders(): readonly string[] {
  const debian = `${processorName()}-linux-gnu`
  return [`/lib/${debian}`, `/usr/lib/${debian}`, '/lib64', '/usr/lib64', '/lib', '/usr/lib']
}

function muslFolders(): readonly string[] {
  const written = readIfThere(`/etc/ld-musl-${processorName()}.path`).toString('utf8').split(/[:\n]/)
  const folders = written.filter((folder) => folder !== '')
  return folders.length > 0 ? folders : ['/lib', '/usr/local/lib', '/usr/lib']
}

function processorName(): string {
  return process.arch === 'arm64' ? 'aarch64' : 'x86_64'
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

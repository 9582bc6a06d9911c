import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type koffi from 'koffi'
import { MockHostError } from '../errors/mockhost-error.js'

/** Version of the native core that this JavaScript belongs to. */
export const CORE_VERSION = '0.1.0'

type Koffi = typeof koffi

export type NativeLibrary = ReturnType<Koffi['load']>

/**
 * Loads the native core of this platform, or the copy that another copy of this package has loaded.
 *
 * The state of the core is the state of the process: two cores would not see each other's hosts.
 */
export function loadLibrary(): NativeLibrary {
  const path = process.env.OSAURUS_MOCKHOST_CORE ?? corePath()
  const library = open(path)
  assertVersion(library, path)
  const other = library.func('mh_other_core', 'str', [])() as string | null
  if (other === null) return library
  const first = open(other)
  assertVersion(first, other)
  return first
}

/** Looks at native memory as bytes, without a copy. The memory must live for ever. */
export function viewMemory(address: number, size: number): ArrayBuffer {
  return loadKoffi().view(address, size)
}

/** Not imported: it takes 10 ms to load, and a test file that uses no host must not wait for it. */
function loadKoffi(): Koffi {
  return createRequire(import.meta.url)('koffi') as Koffi
}

function open(path: string): NativeLibrary {
  if (!existsSync(path)) throw coreMissing(path)
  return loadKoffi().load(path)
}

function assertVersion(library: NativeLibrary, path: string): void {
  const version = library.func('mh_version', 'str', [])() as string
  if (version === CORE_VERSION) return
  throw new MockHostError({
    code: 'VERSION_CLASH',
    message: `This process uses two versions of osaurus-mockhost: ${CORE_VERSION} and ${version}.`,
    details: [['loaded', path]],
    fix: 'install one version for the whole project: npm ls osaurus-mockhost shows where the other comes from',
  })
}

function corePath(): string {
  const platform = process.platform
  if (platform !== 'linux' && platform !== 'darwin') {
    throw new MockHostError({
      code: 'UNSUPPORTED_PLATFORM',
      message: `osaurus-mockhost runs on macOS and Linux, and this is ${platform}.`,
      fix: 'run the tests on macOS or Linux; on Windows, the Windows Subsystem for Linux will do',
    })
  }
  const file = `libosaurus_mockhost.${platform === 'darwin' ? 'dylib' : 'so'}`
  return join(packageRoot(), 'prebuilds', `${platform}-${process.arch}`, file)
}

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!isPackageRoot(folder)) {
    const parent = dirname(folder)
    if (parent === folder) return folder
    folder = parent
  }
  return folder
}

function isPackageRoot(folder: string): boolean {
  const file = join(folder, 'package.json')
  return existsSync(file) && readFileSync(file, 'utf8').includes('"name": "osaurus-mockhost"')
}

function coreMissing(path: string): MockHostError {
  return new MockHostError({
    code: 'NATIVE_CORE_MISSING',
    message: `There is no native core for ${process.platform}-${process.arch} in this copy of osaurus-mockhost.`,
    details: [['looked for', path]],
    fix: 'in a checkout, run npm run build:native; an installed package brings the cores of macOS and Linux on x64 and arm64',
  })
}

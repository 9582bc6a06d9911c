import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type koffi from 'koffi'
import { MockHostError } from '../errors/mockhost-error.js'
import { packageRoot } from '../errors/package-root.js'

/** Version of the native core that this JavaScript belongs to. */
export const CORE_VERSION = '0.1.0'

type Koffi = typeof koffi

export type NativeLibrary = ReturnType<Koffi['load']>

/**
 * Loads the native core of this platform, or the copy that another copy of this package has loaded before.
 *
 * The state of the core is the state of the process: two cores would not see each other's hosts. Which one is the
 * first, every JS thread answers alike, so all agree whichever copies they have and whoever comes first.
 */
export function loadLibrary(): NativeLibrary {
  const named = process.env.OSAURUS_MOCKHOST_CORE || undefined
  const path = named === undefined ? corePath() : resolve(named)
  if (!existsSync(path)) throw named === undefined ? coreMissing(path) : namedCoreMissing(path)
  const own = load(path)
  const firstPath = own.func('mh_first_core', 'str', [])() as string | null
  // By name: the loader finds it even if the file has been removed since.
  const first = firstPath === null ? own : loadKoffi().load(firstPath)
  const version = first.func('mh_version', 'str', [])() as string
  if (version !== CORE_VERSION)
    throw firstPath === null ? coreOutdated(version, path) : versionClash({ version, place: firstPath })
  return first
}

function load(path: string): NativeLibrary {
  try {
    return loadKoffi().load(path)
  } catch (cause) {
    throw isMusl() ? onMusl() : coreRefused(path, cause)
  }
}

/** Another copy of this package in the process. */
export interface OtherCopy {
  readonly version: string
  /** A path in it; `undefined` for copies that do not tell. */
  readonly place: string | undefined
}

/** @param other the copy that was there before this one */
export function versionClash({ version, place = 'an unknown place' }: OtherCopy): MockHostError {
  return new MockHostError({
    code: 'VERSION_CLASH',
    message: `This process uses two versions of osaurus-mockhost: ${version} was there first, then came ${CORE_VERSION}.`,
    details: [
      [version, place],
      [CORE_VERSION, packageRoot()],
    ],
    fix: 'install one version for the whole project: npm ls osaurus-mockhost shows where the other comes from',
  })
}

/** Looks at native memory as bytes, without a copy. The memory must live for ever. */
export function viewMemory(address: number, size: number): ArrayBuffer {
  return loadKoffi().view(address, size)
}

/** Not imported: it takes 10 ms to load, and a test file that uses no host must not wait for it. */
function loadKoffi(): Koffi {
  return createRequire(import.meta.url)('koffi') as Koffi
}

function corePath(): string {
  const { platform, arch } = process
  if (platform !== 'linux' && platform !== 'darwin') {
    throw new MockHostError({
      code: 'UNSUPPORTED_PLATFORM',
      message: `osaurus-mockhost runs on macOS and Linux, and this is ${platform}.`,
      fix: 'run the tests on macOS or Linux; on Windows, the Windows Subsystem for Linux will do',
    })
  }
  if (arch !== 'x64' && arch !== 'arm64') {
    throw new MockHostError({
      code: 'UNSUPPORTED_PLATFORM',
      message: `osaurus-mockhost runs on x64 and arm64, and this is ${platform}-${arch}.`,
      fix: 'run the tests with a Node for x64 or arm64',
    })
  }
  const file = `libosaurus_mockhost.${platform === 'darwin' ? 'dylib' : 'so'}`
  return join(packageRoot(), 'prebuilds', `${platform}-${arch}`, file)
}

function coreOutdated(version: string, path: string): MockHostError {
  return new MockHostError({
    code: 'VERSION_CLASH',
    message: `The native core of this copy of osaurus-mockhost is of version ${version}, and its JavaScript of ${CORE_VERSION}.`,
    details: [['core', path]],
    fix: 'install the package again; in a checkout, run npm run build:native',
  })
}

/** @param path where the core of this platform should lie */
export function coreMissing(path: string): MockHostError {
  return new MockHostError({
    code: 'NATIVE_CORE_MISSING',
    message: `There is no native core for ${process.platform}-${process.arch} in this copy of osaurus-mockhost.`,
    details: [['looked for', path]],
    fix: 'compile it, which takes a C compiler and some seconds: npx osaurus-mockhost build',
  })
}

/** Node knows the version of glibc, where it runs on it. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime === undefined
}

function onMusl(): MockHostError {
  return new MockHostError({
    code: 'UNSUPPORTED_PLATFORM',
    message: 'osaurus-mockhost runs on Linux with glibc, and this is one with musl, such as Alpine.',
    fix: 'run the tests on a Linux with glibc: node:<version>-slim instead of node:<version>-alpine',
  })
}

function coreRefused(path: string, cause: unknown): MockHostError {
  return new MockHostError({
    code: 'NATIVE_CORE_MISSING',
    message: 'The native core of osaurus-mockhost cannot be loaded.',
    details: [
      ['core', path],
      ['dlopen', cause instanceof Error ? cause.message : String(cause)],
    ],
    fix: 'install the package again, or compile the core: npx osaurus-mockhost build',
    cause,
  })
}

function namedCoreMissing(path: string): MockHostError {
  return new MockHostError({
    code: 'NATIVE_CORE_MISSING',
    message: 'The environment variable OSAURUS_MOCKHOST_CORE names a native core that is not there.',
    details: [['looked for', path]],
    fix: 'unset it, or give the absolute path of a core',
  })
}

import { basename } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import { internals, type MockHost } from '../host/mock-host.js'
import { type Address, Status } from '../native/core.js'
import type { CallOutcome } from '../native/event.js'
import { runtime } from '../native/runtime.js'
import type { LoadOptions, PluginManifest } from './contract.js'
import { readExports } from './elf.js'
import { Frames } from './frames.js'
import { openImage } from './image.js'
import { findLibrary, type LibraryFile } from './library-file.js'
import { readManifest } from './manifest.js'
import { makeCall, type Steps } from './steps.js'

/** A plugin that has been entered and initialised. */
export interface Entered {
  readonly frames: Frames
  readonly manifest: PluginManifest
  readonly library: LibraryFile
  /** The private image of the load, to be entered again: a native plugin that is never entered itself. */
  readonly image?: Address
}

const entryNames = ['osaurus_plugin_entry_v2', 'osaurus_plugin_entry']
const requiredPointers = ['free_string', 'init', 'destroy', 'get_manifest', 'invoke']

/** Opens, enters and initialises a library in the order of the app (fact sheet, section 14.2). */
export function* enterPlugin(
  host: MockHost,
  path: string,
  options: LoadOptions,
  privateImage?: Address,
): Steps<Entered> {
  const { native, findings } = host[internals]
  const { core } = native.binding
  native.table(host.name)
  const library = findLibrary(path)
  const { fileToken } = runtime().context().scope
  const mode = options.image ?? 'file'
  const open = (file: string) => openLibrary(host, file, library)
  const opened = privateImage ?? (yield* openImage(native.binding, library, mode, fileToken, open))
  const plugin = mode === 'test' ? core.pluginCreateFrom(opened) : opened
  if (plugin === 0) throw noMemory()
  const frames = new Frames(host, plugin)
  findings.pluginEntered(core.journalCount(native.address))
  try {
    const manifest = yield* initialise(frames, library, options)
    return { frames, manifest, library, ...(mode === 'test' && { image: opened }) }
  } catch (error) {
    if (frames.stuckIn === undefined) {
      core.pluginDestroy(plugin)
      findings.pluginLeft(core.journalCount(native.address))
    }
    throw error
  }
}

function* openLibrary(host: MockHost, file: string, library: LibraryFile): Steps<Address> {
  const { core } = host[internals].native.binding
  const plugin = core.pluginCreate()
  if (plugin === 0) throw noMemory()
  const frames = new Frames(host, plugin)
  const name = basename(file)
  const outcome = yield* makeCall(frames, { kind: 'load', title: `dlopen of ${name}`, texts: [file] })
  if (outcome.status === Status.ok) return plugin
  core.pluginDestroy(plugin)
  if (outcome.status === Status.entryNotFound) throw entryNotFound(library)
  throw loadFailed(library, outcome.text ?? 'dlopen failed')
}

/** On any failure after `init`, `destroy` is called, as the app does. */
function* initialise(frames: Frames, library: LibraryFile, options: LoadOptions): Steps<PluginManifest> {
  const name = basename(library.path)
  check(yield* makeCall(frames, { kind: 'entry', title: 'the entry function' }), name)
  check(yield* makeCall(frames, { kind: 'init', title: 'init' }), name)
  try {
    const manifest = yield* makeCall(frames, { kind: 'get_manifest', title: 'get_manifest' })
    check(manifest, name)
    return readManifest(manifest.text ?? '', options.pluginId)
  } catch (error) {
    if (frames.stuckIn === undefined) yield* makeCall(frames, { kind: 'destroy', title: 'destroy' })
    throw error
  }
}

function check(outcome: CallOutcome, name: string): void {
  switch (outcome.status) {
    case Status.ok:
      return
    case Status.entryReturnedNull:
      throw new MockHostError({
        code: 'ENTRY_RETURNED_NULL',
        message: `The entry function of ${name} returned NULL instead of its table.`,
        fix: 'return the address of a static osr_plugin_api from the entry function',
      })
    case Status.missingPointers:
      throw missingPointers(name, outcome.missing)
    case Status.initFailed:
      throw new MockHostError({
        code: 'INIT_FAILED',
        message: `init of ${name} returned NULL, which tells the app that it failed.`,
        fix: 'return a context from init; a plugin without state may return the address of any static object',
      })
    case Status.nullResult:
      throw new MockHostError({
        code: 'NO_MANIFEST',
        message: `get_manifest of ${name} returned NULL.`,
        fix: 'return a JSON text that free_string of the plugin can free',
      })
    default:
      throw noMemory()
  }
}

function missingPointers(name: string, missing: number): MockHostError {
  const names = requiredPointers.filter((_, index) => (missing & (1 << index)) !== 0)
  return new MockHostError({
    code: 'MISSING_POINTERS',
    message: `The table of ${name} has NULL where the app requires a function.`,
    details: [
      ['missing', names.join(', ')],
      ['required', requiredPointers.join(', ')],
    ],
    fix: 'fill the missing pointers of osr_plugin_api; the app refuses such a plugin before init',
  })
}

function entryNotFound(library: LibraryFile): MockHostError {
  const exported = readExports(library.path)
  return new MockHostError({
    code: 'ENTRY_NOT_FOUND',
    message: `${basename(library.path)} exports no plugin entry point.`,
    details: [
      ['looked for', entryNames.join(', ')],
      ['exports', exported.length > 0 ? [...exported].sort().slice(0, 12).join(', ') : 'nothing that could be read'],
    ],
    fix: 'export one of the names above with C linkage and default visibility',
  })
}

function loadFailed(library: LibraryFile, why: string): MockHostError {
  return new MockHostError({
    code: 'LOAD_FAILED',
    message: `The dynamic linker could not load ${basename(library.path)}.`,
    details: [['dlopen', why]],
    fix: 'build the libraries that it depends on and put them where it looks (ldd on Linux, otool -L on macOS)',
  })
}

function noMemory(): MockHostError {
  return new MockHostError({
    code: 'NO_MEMORY',
    message: 'The native core could not get memory for the plugin.',
    fix: 'close hosts that are not needed any more',
  })
}

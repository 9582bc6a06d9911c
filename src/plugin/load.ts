import { basename } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import { internals, type MockHost } from '../host/mock-host.js'
import { type Address, frameKinds, Status } from '../native/core.js'
import type { CallOutcome } from '../native/event.js'
import { runtime } from '../native/runtime.js'
import type { LoadOptions } from './contract.js'
import { entryNotFound, firstEntryNotFound } from './doctor/entry-points.js'
import { explainRefusal } from './doctor/explain-refusal.js'
import { symbolsOf } from './doctor/library.js'
import { checkTable } from './doctor/plugin-table.js'
import { Frames } from './frames.js'
import { type Opened, openImage, poisonImage } from './image.js'
import { installedId } from './installed-id.js'
import { isIsolatedByDefault, PluginProcess } from './isolated.js'
import { findLibrary, type LibraryFile } from './library-file.js'
import { noteLibrary } from './loaded-functions.js'
import { idOfLastLoad, registerPlugin } from './loaded-plugins.js'
import { type ReadManifest, readManifest } from './manifest/read.js'
import { makeCall, type Steps } from './steps.js'
import { stopForDebugger } from './stop-for-debugger.js'

/** A plugin that has been entered and initialised. */
export interface Entered extends ReadManifest {
  readonly frames: Frames
  readonly library: LibraryFile
  /** Whether it has `on_config_changed`. */
  readonly isListening: boolean
  /** The private image of the load, to be entered again: a native plugin that is never entered itself. */
  readonly image?: Address
  /** Of an isolated plugin. */
  readonly process?: PluginProcess
  /** Takes the plugin off its host, which may load another one of its id then. */
  readonly unregister: () => void
}

const requiredPointers = ['free_string', 'init', 'destroy', 'get_manifest', 'invoke']

/**
 * Opens, enters and initialises a library in the order of the app (fact sheet, section 14.2).
 *
 * @param previous what is loaded again: a private image is kept unless its file has changed
 */
export function* enterPlugin(
  host: MockHost,
  path: string,
  options: LoadOptions,
  previous?: Pick<Entered, 'image' | 'library' | 'process'>,
): Steps<Entered> {
  const { native } = host[internals]
  const { core } = native.binding
  if (host[internals].options.abiVersion > 1) native.table(host.name)
  const library = findLibrary(path)
  const { fileToken } = runtime().context().scope
  const isSame = previous?.library.identity === library.identity
  const pluginId = options.pluginId ?? installedId(library.path)
  const loading: Loading = { library, options, pluginId, expectedId: pluginId ?? idOfLastLoad(host, library.path) }
  if (options.isolate ?? host[internals].options.isolate ?? isIsolatedByDefault()) {
    const isKept = isSame && previous?.process?.isAlive === true
    const process = (isKept ? previous.process : undefined) ?? (yield* openIsolated(host, library))
    const frames = framesOf(host, core.pluginCreateFrom(process.image), library, process)
    return { ...(yield* enter(host, frames, loading)), process }
  }
  const mode = options.image ?? 'file'
  const kept = isSame ? previous.image : undefined
  const open = (file: string) => openLibrary(host, file, library)
  const opened = kept ?? (yield* openImage(native.binding, library, mode, fileToken, open))
  const plugin = mode === 'test' ? core.pluginCreateFrom(opened) : opened
  const frames = framesOf(host, plugin, library)
  return { ...(yield* enter(host, frames, loading)), ...(mode === 'test' && { image: opened }) }
}

/** What is loaded, and what is known of it before its manifest. */
interface Loading {
  readonly library: LibraryFile
  readonly options: LoadOptions
  /** Id that the manifest has to have. */
  readonly pluginId: string | undefined
  /** Id that calls bear until the manifest is read: that one, or the one of the load before. Without, they are of no known plugin. */
  readonly expectedId: string | undefined
}

/** Enters and initialises a library that is open. */
function* enter(host: MockHost, frames: Frames, loading: Loading): Steps<Omit<Entered, 'image' | 'process'>> {
  const { native, findings, simulation } = host[internals]
  const { core } = native.binding
  simulation.storage.startAll()
  findings.pluginEntered(core.journalCount(native.address))
  try {
    const initialised = yield* initialise(host, frames, loading)
    const isListening = core.pluginHas(frames.plugin, frameKinds.indexOf('on_config_changed')) === 1
    return { frames, library: loading.library, isListening, ...initialised }
  } catch (error) {
    if (frames.stuckIn === undefined) {
      core.pluginDestroy(frames.plugin)
      findings.pluginLeft(core.journalCount(native.address))
    }
    frames.endProcess()
    throw error
  }
}

/** Opens a library in a process of its own, with its own image. */
function* openIsolated(host: MockHost, library: LibraryFile): Steps<PluginProcess> {
  const process = new PluginProcess(host[internals])
  try {
    const { plugin } = yield* openAs(host, process.image, { file: library.path, library, process })
    if (plugin === undefined) throw entryNotFound(library.path, symbolsOf(library.path))
    return process
  } catch (error) {
    process.end()
    throw error
  }
}

function framesOf(host: MockHost, plugin: Address, library: LibraryFile, process?: PluginProcess): Frames {
  if (plugin === 0) throw noMemory()
  return new Frames(host, plugin, { process, onCrash: () => poisonImage(library.path) })
}

function* openLibrary(host: MockHost, file: string, library: LibraryFile): Steps<Opened> {
  const { core } = host[internals].native.binding
  const plugin = core.pluginCreate()
  return yield* openAs(host, plugin, { file, library })
}

/** What is opened: a library, or a copy of it. */
interface Opening {
  readonly file: string
  readonly library: LibraryFile
  readonly process?: PluginProcess
}

function* openAs(host: MockHost, plugin: Address, { file, library, process }: Opening): Steps<Opened> {
  noteLibrary(library.path)
  const frames = framesOf(host, plugin, library, process)
  const name = basename(file)
  const outcome = yield* makeCall(frames, { kind: 'load', title: `dlopen of ${name}`, texts: [file, library.path] })
  if (outcome.status === Status.ok) return { plugin }
  if (process === undefined) host[internals].native.binding.core.pluginDestroy(plugin)
  if (outcome.status === Status.entryNotFound) return { plugin: undefined }
  // Of a private copy, which is gone by now, the author knows the original.
  const said = (outcome.text ?? 'dlopen failed').replaceAll(file, library.path)
  throw explainRefusal(library.path, said)
}

/** On any failure after `init`, `destroy` is called, as the app does. */
function* initialise(
  host: MockHost,
  frames: Frames,
  { library, options, pluginId, expectedId }: Loading,
): Steps<ReadManifest & Pick<Entered, 'unregister'>> {
  const name = basename(library.path)
  // A host of version 1 knows the first entry only.
  const { native, options: ofHost } = host[internals]
  const isFirst = ofHost.abiVersion === 1
  // The plugin speaks through the table of the host that loads it, whatever else is installed here (rule R8).
  if (!isFirst) native.binding.core.pluginSetHostTable(frames.plugin, native.table(host.name))
  if (expectedId !== undefined) identify(host, frames.plugin, expectedId)
  const entered = yield* makeCall(frames, { kind: 'entry', title: 'the entry function', number: isFirst ? 1 : 0 })
  if (entered.status === Status.entryNotFound) throw firstEntryNotFound(library.path)
  check(entered, name)
  checkTableOf(host, frames.plugin, library)
  stopForDebugger(native.binding, { path: library.path, process: frames.processId })
  check(yield* makeCall(frames, { kind: 'init', title: 'init' }), name)
  try {
    const outcome = yield* makeCall(frames, { kind: 'get_manifest', title: 'get_manifest' })
    check(outcome, name)
    const read = readManifest(outcome.text ?? '', pluginId === undefined ? options : { ...options, pluginId })
    const id = read.manifest.plugin_id
    identify(host, frames.plugin, id)
    return { ...read, unregister: registerPlugin(host, { id, path: library.path }) }
  } catch (error) {
    if (frames.stuckIn === undefined) yield* makeCall(frames, { kind: 'destroy', title: 'destroy' })
    throw error
  }
}

/** Says which plugin the calls from here on belong to. */
function identify(host: MockHost, plugin: Address, id: string): void {
  const { native } = host[internals]
  const { core } = native.binding
  core.pluginIdentify(plugin, native.address, core.agent(id))
}

/** What lies behind a table that is too short must not be called. */
function checkTableOf(host: MockHost, plugin: Address, library: LibraryFile): void {
  const { native, findings } = host[internals]
  const { core } = native.binding
  if (core.pluginAbi(plugin) === 1) return
  const callbacks = ['handle_route', 'on_config_changed', 'on_task_event'] as const
  const version = core.pluginTableVersion(plugin)
  const found = checkTable(library.path, version, {
    offset: () => core.pluginTableOffset(plugin),
    hasCallbacks: () => callbacks.some((kind) => core.pluginHas(plugin, frameKinds.indexOf(kind)) === 1),
  })
  if (found === 'versioned') return
  findings.add('TABLE_WITHOUT_VERSION', {
    message: `The table of ${basename(library.path)} says version ${version}, which the app takes for 2.`,
  })
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

function noMemory(): MockHostError {
  return new MockHostError({
    code: 'NO_MEMORY',
    message: 'The native core could not get memory for the plugin.',
    fix: 'close hosts that are not needed any more',
  })
}

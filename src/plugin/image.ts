import { copyFileSync, readdirSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Binding } from '../native/binding.js'
import type { Address } from '../native/core.js'
import { runtime } from '../native/runtime.js'
import { makeTemporaryFolder } from '../native/temporary-folder.js'
import type { ImageMode } from './contract.js'
import { entryNotFound } from './doctor/entry-points.js'
import { symbolsOf } from './doctor/library.js'
import { claimVersion, isKnownAsReplaced, warnOfReplaced } from './image-versions.js'
import type { LibraryFile } from './library-file.js'
import type { Steps } from './steps.js'
import { isStopped } from './stop-for-debugger.js'

/** A library that the dynamic linker has loaded. */
export interface Opened {
  /** `undefined` when it has no entry point. */
  readonly plugin: Address | undefined
}

/** Opens a path as a new native plugin; throws when the linker refuses the library. */
export type OpenPath = (path: string) => Steps<Opened>

/** Private copies stay loaded, and the dynamic linker grows slow with their number. */
const manyImages = 900

/**
 * Opens a library as a plugin of its own image, of the image of the test file, or of the one image of the
 * process. Images are never unloaded: threads of the plugin may still run their code.
 *
 * @throws `ENTRY_NOT_FOUND`
 */
export function* openImage(
  binding: Binding,
  library: LibraryFile,
  mode: ImageMode,
  fileToken: number,
  openPath: OpenPath,
): Steps<Address> {
  const { plugin } = yield* openIn(mode, { binding, library, openPath, images: imagesOf(binding, mode, fileToken) })
  if (plugin === undefined) throw entryNotFound(library.path, symbolsOf(library.path))
  return plugin
}

/** One load of a library. */
interface Opening {
  readonly binding: Binding
  readonly library: LibraryFile
  readonly openPath: OpenPath
  readonly images: SharedImages
}

/** What the loads of one file of tests share, or all loads of image: 'shared' on this JS thread. */
interface SharedImages {
  readonly owner: number
  /** Opened images by the identity of their library: native plugins that are never entered. */
  readonly opened: { get(identity: string): Address | undefined; set(identity: string, image: Address): void }
  /** Paths of libraries whose image a crash has spoilt. */
  readonly poisoned: { has(path: string): boolean; delete(path: string): void }
}

function* openIn(mode: ImageMode, opening: Opening): Steps<Opened> {
  const { binding, library, images } = opening
  if (mode === 'test') return yield* openCopy(opening)
  if (images.poisoned.has(library.path)) return yield* openAnew(opening)
  let image = images.opened.get(library.identity)
  if (image === undefined) {
    const opened = yield* mode === 'shared' ? openCurrent(opening) : openForFile(opening)
    if (opened.plugin === undefined) return opened
    image = opened.plugin
    images.opened.set(library.identity, image)
  }
  return { plugin: binding.core.pluginCreateFrom(image) }
}

/** From a private copy: a thread rests in the first image, which may hold locks of it. The copy is shared from then on. */
function* openAnew(opening: Opening): Steps<Opened> {
  const { binding, library, images } = opening
  const opened = yield* openCopy(opening)
  if (opened.plugin === undefined) return opened
  images.opened.set(library.identity, opened.plugin)
  images.poisoned.delete(library.path)
  return { plugin: binding.core.pluginCreateFrom(opened.plugin) }
}

/** From its own path, unless another file of the process has it: a second open would give the same globals. */
function* openForFile(opening: Opening): Steps<Opened> {
  const { binding, library, images } = opening
  const isFree = binding.core.imageClaim(library.path, images.owner) === 1
  return yield* isFree ? openCurrent(opening) : openCopy(opening)
}

/**
 * From its own path, unless the process has an older version of the file: the dynamic linker knows images by
 * path, and would hand that one out again.
 */
function* openCurrent(opening: Opening): Steps<Opened> {
  const { binding, library, openPath } = opening
  if (!isKnownAsReplaced(library)) {
    const opened = yield* openPath(library.path)
    if (claimVersion(binding, library)) return opened
    if (opened.plugin !== undefined) binding.core.pluginDestroy(opened.plugin)
  }
  warnOfReplaced(library)
  return yield* openCopy(opening)
}

/** Says that a plugin of the library has crashed: its next load gets a copy. */
export function poisonImage(path: string): void {
  runtime().images.set(poisonOf(path), true)
}

function poisonOf(path: string): string {
  return `poisoned ${path}`
}

function imagesOf(binding: Binding, mode: ImageMode, fileToken: number): SharedImages {
  const { images } = runtime()
  const key = mode === 'shared' ? 'shared' : `file ${fileToken}`
  if (!images.has(key)) images.set(key, binding.core.unique())
  return {
    owner: images.get(key) as number,
    // Primitives only: the runtime outlives the realm that this runs in, and must not hold it.
    opened: {
      get: (identity) => images.get(`${key} ${identity}`) as Address | undefined,
      set: (identity, image) => void images.set(`${key} ${identity}`, image),
    },
    poisoned: {
      has: (path) => images.has(poisonOf(path)),
      delete: (path) => void images.delete(poisonOf(path)),
    },
  }
}

/** A copy under the same name, in a folder whose other entries lead to the original's neighbours. */
function* openCopy({ binding, library, openPath }: Opening): Steps<Opened> {
  const { core } = binding
  const folder = makeTemporaryFolder(core, 'osaurus-mockhost-')
  try {
    const name = basename(library.path)
    const home = dirname(library.path)
    for (const entry of readdirSync(home)) if (entry !== name) symlinkSync(join(home, entry), join(folder, entry))
    copyFileSync(library.path, join(folder, name))
    warnOfMany(binding)
    return yield* openPath(join(folder, name))
  } finally {
    // A debugger reads the file of the copy; the folder goes with this thread at the latest.
    if (!isStopped()) core.folderRemove(folder)
  }
}

/** Counted in the core: files of one process, and its JS threads, have copies of this module of their own. */
function warnOfMany(binding: Binding): void {
  if (binding.core.imageCountPrivate() !== manyImages) return
  process.emitWarning(
    `${manyImages} private images of plugins are loaded, and each stays in memory. ` +
      "Use image: 'file' where tests do not need globals of their own, or split the file.",
    { type: 'OsaurusMockHostWarning' },
  )
}

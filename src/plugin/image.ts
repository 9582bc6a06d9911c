import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Binding } from '../native/binding.js'
import type { Address } from '../native/core.js'
import { runtime } from '../native/runtime.js'
import type { ImageMode } from './contract.js'
import type { LibraryFile } from './library-file.js'
import type { Steps } from './steps.js'

/** Opens a path as a new native plugin; throws when the library cannot be loaded. */
export type OpenPath = (path: string) => Steps<Address>

/** What the images of one file of tests share. */
interface FileImages {
  readonly owner: number
  /** Opened images by the identity of their library: native plugins that are never entered. */
  readonly opened: { get(identity: string): Address | undefined; set(identity: string, image: Address): void }
}

/** Private copies stay loaded, and the dynamic linker grows slow with their number. */
const manyImages = 900
let privateImages = 0

/**
 * Opens a library as a plugin of its own image, of the image of the test file, or of the one image of the
 * process. Images are never unloaded: threads of the plugin may still run their code.
 */
export function* openImage(
  binding: Binding,
  library: LibraryFile,
  mode: ImageMode,
  fileToken: number,
  openPath: OpenPath,
): Steps<Address> {
  if (mode === 'shared') return yield* openPath(library.path)
  if (mode === 'test') return yield* openCopy(library, openPath)
  const { owner, opened } = imagesOf(binding, fileToken)
  const image = opened.get(library.identity) ?? (yield* openForFile(binding, library, owner, openPath))
  opened.set(library.identity, image)
  return binding.core.pluginCreateFrom(image)
}

/** From its own path, unless another file of the process has it: a second open would give the same globals. */
function* openForFile(binding: Binding, library: LibraryFile, owner: number, openPath: OpenPath): Steps<Address> {
  // The dynamic linker knows libraries by path, so a path is claimed by the first version of its file.
  const isFirst = binding.core.imageClaim(library.path, owner) === 1
  const isSameVersion = isFirst && rememberVersion(library, owner)
  return yield* isSameVersion ? openPath(library.path) : openCopy(library, openPath)
}

/** Whether no other version of the file was opened from that path by this owner. */
function rememberVersion(library: LibraryFile, owner: number): boolean {
  const key = `version ${owner} ${library.path}`
  const { images } = runtime()
  if (!images.has(key)) images.set(key, library.identity)
  return images.get(key) === library.identity
}

function imagesOf(binding: Binding, fileToken: number): FileImages {
  const { images } = runtime()
  const key = `file ${fileToken}`
  if (!images.has(key)) images.set(key, binding.core.unique())
  return {
    owner: images.get(key) as number,
    // Primitives only: the runtime outlives the realm that this runs in, and must not hold it.
    opened: {
      get: (identity) => images.get(`${key} ${identity}`) as Address | undefined,
      set: (identity, image) => void images.set(`${key} ${identity}`, image),
    },
  }
}

/** A copy under the same name, in a folder whose other entries lead to the original's neighbours. */
function* openCopy(library: LibraryFile, openPath: OpenPath): Steps<Address> {
  const folder = mkdtempSync(join(tmpdir(), 'osaurus-mockhost-'))
  try {
    const name = basename(library.path)
    const home = dirname(library.path)
    for (const entry of readdirSync(home)) if (entry !== name) symlinkSync(join(home, entry), join(folder, entry))
    copyFileSync(library.path, join(folder, name))
    warnOfMany()
    return yield* openPath(join(folder, name))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function warnOfMany(): void {
  if (++privateImages !== manyImages) return
  process.emitWarning(
    `${manyImages} private images of plugins are loaded, and each stays in memory. ` +
      "Use image: 'file' where tests do not need globals of their own, or split the file.",
    { type: 'OsaurusMockHostWarning' },
  )
}

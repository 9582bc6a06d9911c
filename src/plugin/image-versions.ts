import { basename } from 'node:path'
import type { Binding } from '../native/binding.js'
import { runtime } from '../native/runtime.js'
import type { LibraryFile } from './library-file.js'

/**
 * Whether this JS thread has loaded another version from the path of a library. Then the path is not even
 * tried: a build that wrote into the old file has damaged its image.
 */
export function isKnownAsReplaced({ path, identity }: LibraryFile): boolean {
  const known = runtime().images.get(versionKey(path))
  return known !== undefined && known !== identity
}

/**
 * Notes that the dynamic linker has opened the path of a library. `false` when another JS thread did so with
 * another version: then it is that one which the linker has handed out.
 */
export function claimVersion(binding: Binding, { path, identity }: LibraryFile): boolean {
  if (binding.core.imageClaim(versionKey(path), numberOf(identity)) !== 1) return false
  runtime().images.set(versionKey(path), identity)
  return true
}

/** Once for each version. */
export function warnOfReplaced({ path, identity }: LibraryFile): void {
  const { images } = runtime()
  const key = `warned ${identity}`
  if (images.has(key)) return
  images.set(key, true)
  process.emitWarning(
    `${basename(path)} was replaced after this process had loaded it. The new file is loaded from a private copy; ` +
      `the old image stays in memory, where a debugger finds it as ${path}.`,
    { type: 'OsaurusMockHostWarning' },
  )
}

function versionKey(path: string): string {
  return `version ${path}`
}

/** A number that the native core compares across JS threads: FNV-1a, and never 0. */
function numberOf(identity: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(identity)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash || 1
}

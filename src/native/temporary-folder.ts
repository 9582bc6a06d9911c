import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MockHostError } from '../errors/mockhost-error.js'
import type { Core } from './core.js'
import { removeLeftFolders } from './left-folders.js'

const swept = new WeakSet<Core>()

/**
 * Makes an empty temporary folder, and returns its path with all links resolved.
 *
 * The core removes it with all that is in it: at `folderRemove`, or when this JS thread or the process ends, also where
 * no JavaScript is asked any more, as by `worker.terminate()`. What a process left that was killed, the first folder of a
 * later process removes, a day after.
 *
 * @param name what the name of the folder begins with, before the number of the process
 */
export function makeTemporaryFolder(core: Core, name: string): string {
  const place = realPath(tmpdir())
  if (!swept.has(core)) {
    swept.add(core)
    removeLeftFolders(place)
  }
  const folder = core.folderMake(join(place, `${name}${process.pid}-`))
  if (folder === null) throw noFolder()
  return folder
}

/** Paths that a plugin resolves itself have to begin with it: on macOS the temporary folder is behind a link. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    throw noFolder()
  }
}

function noFolder(): MockHostError {
  return new MockHostError({
    code: 'NO_TEMPORARY_FOLDER',
    message: 'No temporary folder could be made.',
    details: [['tried in', tmpdir()]],
    fix: 'see that the folder is there, may be written to and has room; TMPDIR names another one',
  })
}

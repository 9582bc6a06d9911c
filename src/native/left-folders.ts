import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './flight-folder.js'
import { namesIn, removeIfPossible } from './shared-folder.js'

const name = /^osaurus-mockhost-(?:artifacts-)?(\d+)-\w{6}$/
/** Milliseconds. A process of another container may have the number of none here, and the same temporary folder. */
const longestTest = 24 * 60 * 60 * 1000

/**
 * Removes the temporary folders that processes of this user have left behind, of which none lives: what is killed runs no
 * exit handlers. Never throws.
 *
 * @param place the temporary folder of the system
 */
export function removeLeftFolders(place: string, now = Date.now()): void {
  for (const folder of namesIn(place)) {
    const [, pid] = name.exec(folder) ?? []
    const path = join(place, folder)
    if (pid !== undefined && isLeft(path, Number(pid), now)) removeIfPossible(path)
  }
}

function isLeft(path: string, pid: number, now: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  const isOurs = found?.isDirectory() === true && found.uid === process.getuid?.()
  return isOurs && now - found.mtimeMs > longestTest && !isAlive({ pid, start: 0 })
}

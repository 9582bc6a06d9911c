import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './flight-folder.js'

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
  for (const folder of list(place)) {
    const path = join(place, folder)
    if (isLeft(path, Number(name.exec(folder)?.[1]), now)) remove(path)
  }
}

function list(place: string): readonly string[] {
  try {
    return readdirSync(place).filter((entry) => name.test(entry))
  } catch {
    return []
  }
}

function isLeft(path: string, pid: number, now: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  const isOurs = found?.isDirectory() === true && found.uid === process.getuid?.()
  return isOurs && now - found.mtimeMs > longestTest && !isAlive({ pid, start: 0 })
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // Another process may do it at the same time.
  }
}

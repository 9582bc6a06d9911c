import { readdirSync, rmSync } from 'node:fs'

/** Names in a folder that other processes change as well; none where it cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Removes a file, or a folder with all that is in it. Somebody else may own it, or remove it too: that is no reason to fail. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // It stays.
  }
}

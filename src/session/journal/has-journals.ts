// Apart from journal-files.ts: asked at the start of every run, which mostly finds nothing.
import { existsSync } from 'node:fs'
import { cacheFolder } from '../cache-folder.js'

/** Whether journals lie there, of whatever run. */
export function hasJournals(root: string): boolean {
  return existsSync(cacheFolder(root, 'journals'))
}

import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Kept = 'code' | 'crashes' | 'journals'

/** Where files for the user lie: among what tools keep for a project, or where that has no packages in the temporary folder. */
export function cacheFolder(root: string, name: Kept): string {
  return cacheFolderOfProject(root, name) ?? join(tmpdir(), `osaurus-mockhost-${process.getuid?.() ?? 0}-${name}`)
}

/** Among what tools keep for a project; `undefined` where that has no packages. */
export function cacheFolderOfProject(root: string, name: Kept): string | undefined {
  const packages = join(root, 'node_modules')
  return existsSync(packages) ? join(packages, '.cache/osaurus-mockhost', name) : undefined
}

import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where files for the user lie: among what tools keep for a project, or where that has no packages in the temporary folder. */
export function cacheFolder(root: string, name: 'crashes' | 'journals'): string {
  const packages = join(root, 'node_modules')
  return existsSync(packages)
    ? join(packages, '.cache/osaurus-mockhost', name)
    : join(tmpdir(), `osaurus-mockhost-${process.getuid?.() ?? 0}-${name}`)
}

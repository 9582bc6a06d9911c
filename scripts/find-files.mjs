import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { root } from './run-command.mjs'

const skipped = new Set(['node_modules', 'build', 'dist', 'prebuilds', '.git'])

/**
 * The files under folders of the repository whose name ends in one of `endings`, sorted; relative to the root.
 * A folder that is not there has no files.
 */
export function findFiles(folders, endings) {
  return folders.flatMap((folder) => walk(folder)).filter((file) => endings.some((ending) => file.endsWith(ending)))
}

function walk(folder) {
  const absolute = path.join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = path.join(folder, entry.name)
      return entry.isDirectory() ? walk(inside) : [inside]
    })
}

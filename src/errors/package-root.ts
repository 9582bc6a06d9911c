import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

let found: string | undefined

/** The folder of this copy of the package. */
export function packageRoot(): string {
  found ??= findRoot(dirname(fileURLToPath(import.meta.url)))
  return found
}

function findRoot(folder: string): string {
  const parent = dirname(folder)
  return isPackageRoot(folder) || parent === folder ? folder : findRoot(parent)
}

function isPackageRoot(folder: string): boolean {
  const file = join(folder, 'package.json')
  return existsSync(file) && readFileSync(file, 'utf8').includes('"name": "osaurus-mockhost"')
}

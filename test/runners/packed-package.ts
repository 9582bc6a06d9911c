import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { npm } from './npm.js'

const run = promisify(execFile)

/** The folder of the repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url))
const cache = path.join(repository, 'node_modules/.cache/packed-package')
const shipped = [
  'package.json',
  'dist',
  'docs',
  'native',
  'prebuilds',
  'scripts',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
]

/** The package as it would be published: the tarball, and the folder it unpacks to. */
export interface PackedPackage {
  readonly tarball: string
  readonly folder: string
}

/**
 * Packs the package that was built, once for each content: every worker and every run with the same content shares
 * the result. Nothing is built here: run `npm run build` before.
 */
export async function packPackage(): Promise<PackedPackage> {
  await requireBuild()
  const home = path.join(cache, await contentHash())
  if (!(await exists(home))) await packInto(home)
  return { tarball: path.join(home, 'package.tgz'), folder: path.join(home, 'package') }
}

async function requireBuild(): Promise<void> {
  if (await exists(path.join(repository, 'dist/index.mjs'))) return
  throw new Error('dist/ is not built.\n  to fix  npm run build')
}

async function packInto(home: string): Promise<void> {
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(path.join(cache, 'work-'))
  try {
    await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', work], repository)
    const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz'))
    if (tarball === undefined) throw new Error('npm pack left no tarball')
    await rename(path.join(work, tarball), path.join(work, 'package.tgz'))
    await run('tar', ['-xzf', 'package.tgz'], { cwd: work })
    await takePlace(work, home)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Another worker may have been faster with the same content; then its result serves. */
async function takePlace(work: string, home: string): Promise<void> {
  try {
    await rename(work, home)
  } catch (error) {
    if (!(await exists(home))) throw error
  }
}

/** Names what was built, or a part of it, by its content. */
export async function contentHash(parts: readonly string[] = shipped): Promise<string> {
  const hash = createHash('sha256')
  for (const name of parts) {
    for (const file of await filesUnder(path.join(repository, name))) {
      hash
        .update(path.relative(repository, file))
        .update('\0')
        .update(await readFile(file))
    }
  }
  return hash.digest('hex').slice(0, 16)
}

async function filesUnder(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined)
  if (!found) return []
  if (!found.isDirectory()) return [place]
  const names = await readdir(place)
  return (await Promise.all(names.sort().map((name) => filesUnder(path.join(place, name))))).flat()
}

/** Puts a real copy of the package (no link: tools treat linked packages differently) into a folder. */
export async function copyPackage(target: string): Promise<void> {
  const { folder } = await packPackage()
  await cp(folder, target, { recursive: true })
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

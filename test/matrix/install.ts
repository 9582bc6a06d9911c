import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual, promisify } from 'node:util'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { npm } from '../runners/npm.js'
import { repository } from '../runners/packed-package.js'
import type { ProjectRecipe } from './projects.js'
import type { NodeMajor } from './versions.js'

const run = promisify(execFile)

/** Where the matrix keeps what it installs, and its results. */
export const home = path.join(repository, 'build/matrix')

/** A path that has caught many a tool. */
const projects = path.join(home, 'Prüfstand 1')

/** A Node that was installed. */
export interface InstalledNode {
  readonly program: string
  /** Such as `v22.23.3`. */
  readonly version: string
}

/** Installs the newest Node of a major version, once. */
export async function installNode(major: NodeMajor): Promise<InstalledNode> {
  const name = `node-${process.platform}-${process.arch}`
  const folder = path.join(home, 'nodes', String(major))
  await install(folder, { [name]: String(major) }, {})
  const program = path.join(folder, 'node_modules', name, 'bin/node')
  const { stdout } = await run(program, ['--version'])
  return { program, version: stdout.trim() }
}

/** Installs a project with its packages and our tarball, once for each content; answers its folder. */
export async function installProject({ name, packages, files }: ProjectRecipe, tarball: string): Promise<string> {
  const folder = path.join(projects, name)
  await install(folder, { ...packages, 'osaurus-mockhost': `file:${tarball}` }, files)
  const { chatter = '' } = await buildPlugins(['chatter'])
  await cp(chatter, path.join(folder, 'build', path.basename(chatter)))
  return folder
}

/** Does nothing where the folder was made of the same before; its note comes last, so that half an install is none. */
async function install(
  folder: string,
  packages: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const note = path.join(folder, 'node_modules/.made-of.json')
  const before = JSON.parse(await readFile(note, 'utf8').catch(() => '{}'))
  if (isDeepStrictEqual(before, { packages, files })) return
  await rm(note, { force: true })
  if (!isDeepStrictEqual(before.packages, packages)) {
    await rm(folder, { recursive: true, force: true })
    await writeInto(folder, 'package.json', JSON.stringify({ private: true, devDependencies: packages }))
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], folder)
  }
  await clear(folder)
  for (const [name, text] of Object.entries(files)) await writeInto(folder, name, text)
  await writeFile(note, JSON.stringify({ packages, files }))
}

/** Takes out what was written there for an earlier matrix or by a run. */
async function clear(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== 'node_modules' && name !== 'package.json') await rm(path.join(folder, name), { recursive: true })
  }
}

async function writeInto(folder: string, name: string, text: string): Promise<void> {
  const file = path.join(folder, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
}

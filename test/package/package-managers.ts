import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findNewNode } from '../../scripts/with-node24.mjs'
import { repository } from '../runners/packed-package.js'
import { runLimited } from '../runners/run-limited.js'

/** A package manager: the program with its first arguments. npm 12 blocks install scripts, and wants a newer Node. */
export interface PackageManager {
  readonly node: string
  readonly program: string
}

const packages = { 'npm-11': 'npm@11.19.1', 'npm-12': 'npm@12.2.2', pnpm: 'pnpm@10.34.8' } as const
const programs = { 'npm-11': 'bin/npm-cli.js', 'npm-12': 'bin/npm-cli.js', pnpm: 'bin/pnpm.cjs' } as const

export type ManagerName = keyof typeof packages

/** Installs the package managers, once for each set of versions; answers why not when there is no registry. */
export async function providePackageManagers(): Promise<Record<ManagerName, PackageManager> | string> {
  const versions = Object.values(packages).join('+').replaceAll('@', '-')
  const home = path.join(repository, 'node_modules/.cache/package-managers', versions)
  const failure = existsSync(home) ? undefined : await install(home)
  if (failure !== undefined) return failure
  const manager = (name: ManagerName, node = process.execPath) => {
    return { node, program: path.join(home, 'node_modules', name, programs[name]) }
  }
  return { 'npm-11': manager('npm-11'), 'npm-12': manager('npm-12', findNewNode()), pnpm: manager('pnpm') }
}

async function install(home: string): Promise<string | undefined> {
  await mkdir(path.dirname(home), { recursive: true })
  const work = await mkdtemp(`${home}-`)
  try {
    await writeFile(path.join(work, 'package.json'), '{ "private": true }\n')
    const names = Object.entries(packages).map(([name, what]) => `${name}@npm:${what}`)
    const { exitCode, output } = await runLimited({
      file: 'npm',
      args: [
        'install',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
        '--loglevel=error',
        ...names,
      ],
      cwd: work,
      env: { ...process.env, npm_config_fetch_retries: '0' },
      timeout: 60_000,
    })
    if (exitCode !== 0) return output.trim().split('\n').slice(0, 3).join('\n')
    await rename(work, home)
    return undefined
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

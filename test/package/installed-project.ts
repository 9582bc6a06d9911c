import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { type Ending, runLimited } from '../runners/run-limited.js'

/** A project that has nothing of this repository but what is installed there: the smoke test and its plugin in C. */
export interface InstalledProject {
  readonly folder: string
  /** Runs a command in it, without the traces of the npm and the runner that run this test. */
  run(file: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ending>
  /** Compiles the plugin with the header of the installed package, and expects that the smoke test passes on a Node. */
  expectSmokeToPass(node?: string): Promise<void>
  dispose(): Promise<void>
}

export async function createInstalledProject(): Promise<InstalledProject> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'osaurus-mockhost-installed-')))
  await cp(path.join(import.meta.dirname, 'smoke'), folder, { recursive: true })
  await writeFile(path.join(folder, 'package.json'), '{ "name": "installed", "private": true }\n')
  const run: InstalledProject['run'] = (file, args, env = {}) =>
    runLimited({ file, args, cwd: folder, env: { ...cleanEnvironment(), ...env }, timeout: 100_000 })
  return {
    folder,
    run,
    async expectSmokeToPass(node = process.execPath) {
      const compiled = await run('cc', compilerArguments)
      expect(compiled.exitCode, compiled.output).toBe(0)
      const { exitCode, stdout, output } = await run(node, ['smoke.mjs'])
      expect(exitCode, output).toBe(0)
      expect(JSON.parse(stdout)).toEqual({ ok: true, logs: ['started', 'pinged'] })
    },
    dispose: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

const ending = process.platform === 'darwin' ? 'dylib' : 'so'
const header = '-Inode_modules/osaurus-mockhost/native/include'
const compilerArguments = ['-shared', '-fPIC', header, 'plugin.c', '-o', `plugin.${ending}`]

const traces =
  /^(npm_(?!config_(registry|cache)$)|VITEST|NODE_(?!EXTRA_CA_CERTS$)|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$|OSAURUS_)/i

function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !traces.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}

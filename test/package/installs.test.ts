import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { type PackedPackage, packPackage } from '../runners/packed-package.js'
import type { Ending } from '../runners/run-limited.js'
import { createInstalledProject, type InstalledProject } from './installed-project.js'
import { type ManagerName, type PackageManager, providePackageManagers } from './package-managers.js'

let packed: PackedPackage
let managers: Record<ManagerName, PackageManager> | string
beforeAll(async () => {
  packed = await packPackage()
  managers = await providePackageManagers()
  if (typeof managers === 'string') console.log(`no installs are tested, since npm cannot install here:\n${managers}`)
})

const quiet = ['--no-audit', '--no-fund']

describe('the tarball', () => {
  it('works when npm 11 has installed it with --ignore-scripts, and then offline', async (context) => {
    await inProject(context, 'npm-11', async (project, npm) => {
      await expectToEndWell(npm(['install', '--save-dev', packed.tarball, '--ignore-scripts', ...quiet]))
      await project.expectSmokeToPass()
      await expectToEndWell(project.run('node_modules/.bin/osaurus-mockhost', ['--help']))
    })
    await inProject(context, 'npm-11', async (project, npm) => {
      await expectToEndWell(npm(['install', '--save-dev', packed.tarball, '--offline', '--ignore-scripts', ...quiet]))
      await project.expectSmokeToPass()
    })
  })

  it('works when npm 12 has installed it, which runs no script of a dependency', async (context) => {
    await inProject(context, 'npm-12', async (project, npm, { node }) => {
      const { output } = await expectToEndWell(npm(['install', '--save-dev', packed.tarball, ...quiet]))
      // koffi's own, a fallback that compiles it; ours has none.
      expect(output).toMatch(/install scripts? blocked/)
      expect(output).not.toMatch(/osaurus-mockhost@.*(pre|post)?install/)
      await project.expectSmokeToPass(node)
    })
  })

  it('works in the layout of pnpm, where a project sees its own dependencies only', async (context) => {
    await inProject(context, 'pnpm', async (project, pnpm) => {
      await expectToEndWell(pnpm(['add', '--save-dev', packed.tarball, `--store-dir=${project.folder}/store`]))
      const koffi = await project.run(process.execPath, ['-e', "require('koffi')"])
      expect(koffi.stderr).toContain("Cannot find module 'koffi'")
      await project.expectSmokeToPass()
    })
  })

  it('brings no install script', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(packed.folder, 'package.json'), 'utf8'))
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([])
  })
})

type Run = (args: readonly string[]) => Promise<Ending>
type Body = (project: InstalledProject, run: Run, manager: PackageManager) => Promise<void>

/** Runs `body` in a new project with a package manager; skips the test, and says why, where there is none. */
async function inProject(context: TestContext, name: ManagerName, body: Body): Promise<void> {
  if (typeof managers === 'string') return context.skip(managers)
  const manager = managers[name]
  const project = await createInstalledProject()
  try {
    await body(project, (args) => project.run(manager.node, [manager.program, ...args]), manager)
  } finally {
    await project.dispose()
  }
}

async function expectToEndWell(running: Promise<Ending>): Promise<Ending> {
  const ending = await running
  expect(ending.exitCode, ending.output).toBe(0)
  return ending
}

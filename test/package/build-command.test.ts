import { mkdir, readdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyPackage, repository } from '../runners/packed-package.js'
import type { Ending } from '../runners/run-limited.js'
import { createInstalledProject, type InstalledProject } from './installed-project.js'

// The package as it was unpacked from its tarball, without the core of this machine.
let project: InstalledProject
let home: string
beforeAll(async () => {
  project = await createInstalledProject()
  home = path.join(project.folder, 'node_modules/osaurus-mockhost')
  await copyPackage(home)
  await rm(path.join(home, 'prebuilds'), { recursive: true })
  await mkdir(path.join(project.folder, 'node_modules/@koromix'))
  for (const name of ['koffi', `@koromix/koffi-${process.platform}-${process.arch}`]) {
    await symlink(path.join(repository, 'node_modules', name), path.join(project.folder, 'node_modules', name))
  }
})
afterAll(() => project.dispose())

describe('a copy of the package that has no core for this machine', () => {
  it('says which command compiles one', async () => {
    const { exitCode, stderr } = await project.run(process.execPath, ['smoke.mjs'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('NATIVE_CORE_MISSING: There is no native core for')
    expect(stderr).toMatch(/to fix +compile it.*: npx osaurus-mockhost build$/m)
  })

  it('says so when it is the environment that names a core which is not there', async () => {
    const { stderr } = await project.run(process.execPath, ['smoke.mjs'], { OSAURUS_MOCKHOST_CORE: '/no/core.so' })
    expect(stderr).toContain('NATIVE_CORE_MISSING: The environment variable OSAURUS_MOCKHOST_CORE names a native core')
    expect(stderr).toMatch(/looked for +\/no\/core\.so/)
  })

  it('says what is missing when there is no compiler', async () => {
    const { exitCode, stderr } = await command(['build'], { CC: 'no-such-compiler' })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(
      'NO_C_COMPILER: the native core needs a C compiler, and "no-such-compiler" is not on the PATH.',
    )
  })

  it('works after the command, which leaves the core and nothing else', async () => {
    const before = (await readdir(home)).filter((name) => name !== 'build' && name !== 'prebuilds')
    const { exitCode, stdout, output } = await command(['build'])
    expect(exitCode, output).toBe(0)
    expect(stdout).toContain(`The native core is ${path.join(home, 'prebuilds')}`)
    expect((await readdir(home)).sort()).toEqual([...before, 'prebuilds'].sort())
    await project.expectSmokeToPass()
  })

  it('says how it is used when it is asked for something else', async () => {
    expect(await command(['rebuild'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('usage:') })
    expect(await command(['--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('usage:') })
  })
})

/** What npm links into `.bin`, as test/package/installs.test.ts shows with npm itself. */
function command(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ending> {
  return project.run(process.execPath, ['node_modules/osaurus-mockhost/scripts/osaurus-mockhost.mjs', ...args], env)
}

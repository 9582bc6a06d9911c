import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyPackage, repository } from '../runners/packed-package.js'
import { runLimited } from '../runners/run-limited.js'

// A project whose own copy of the package is not the one of its dependencies: `first`, `second` and `newer`, each with a
// koffi of its own.
let folder: string
const copies = ['first', 'second', 'newer'] as const
type Copy = (typeof copies)[number]

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'two-copies-')))
  for (const name of copies) await install(name)
  await pretendNewer(homeOf('newer'))
  const programs = path.join(import.meta.dirname, 'two-copies')
  await cp(programs, folder, { recursive: true })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('two copies of one version', () => {
  it('have one registry on one JS thread: hosts of both stand on one stack, and each knows the errors of the other', async () => {
    expect(await run('one-thread.mjs', 'first', 'second')).toEqual({
      installed: 2,
      areIdsDifferent: true,
      messages: { first: ['to the first'], second: ['to the second'] },
      outOfOrder: 'NOT_LAST_INSTALLED',
    })
  })

  it('have one registry on several JS threads, whichever copy each has', async () => {
    const threads: Copy[] = ['first', 'second', 'first', 'second']
    expect(await run('threads.mjs', 'one after another', ...threads)).toEqual([1, 2, 3, 4])
  })

  it('agree when they are loaded at the same moment', async () => {
    const threads: Copy[] = ['first', 'second', 'second', 'first', 'first', 'second']
    for (let round = 0; round < 3; round++) {
      const seen = await run('threads.mjs', 'at once', ...threads)
      expect(Math.max(...(seen as number[]))).toBe(threads.length)
    }
  })
})

describe('two versions', () => {
  it('clash on one JS thread with an error that names both places', async () => {
    expect(await run('one-thread.mjs', 'first', 'newer')).toEqual(
      clash(['0.1.0', homeOf('first')], ['0.2.0', homeOf('newer')]),
    )
  })

  // macOS runs no library that was written to after it was signed.
  it.runIf(process.platform === 'linux')('clash on two JS threads as well', async () => {
    const [one, other] = (await run('threads.mjs', 'one after another', 'newer', 'first')) as unknown[]
    expect(one).toBe(1)
    expect(other).toEqual(clash(['0.2.0', coreOf('newer')], ['0.1.0', homeOf('first')]))
  })
})

function clash(first: readonly [version: string, place: string], then: readonly [version: string, place: string]) {
  return {
    code: 'VERSION_CLASH',
    message: expect.stringContaining(`${first[0]} was there first, then came ${then[0]}.`),
    details: [first, then],
  }
}

function homeOf(copy: Copy): string {
  return path.join(folder, copy, 'node_modules/osaurus-mockhost')
}

function coreOf(copy: Copy): string {
  const name = `libosaurus_mockhost.${process.platform === 'darwin' ? 'dylib' : 'so'}`
  return path.join(homeOf(copy), 'prebuilds', `${process.platform}-${process.arch}`, name)
}

async function install(copy: Copy): Promise<void> {
  await copyPackage(homeOf(copy))
  for (const name of ['koffi', `@koromix/koffi-${process.platform}-${process.arch}`]) {
    const target = path.join(folder, copy, 'node_modules', name)
    await mkdir(path.dirname(target), { recursive: true })
    await cp(path.join(repository, 'node_modules', name), target, { recursive: true, dereference: true })
  }
  await writeFile(path.join(folder, copy, 'package.mjs'), "export * from 'osaurus-mockhost'\n")
}

/** 0.2.0 wherever the code says 0.1.0, also in the native core. */
async function pretendNewer(home: string): Promise<void> {
  for (const name of await readdir(home, { recursive: true })) {
    if (!/\.([cm]?js|so|dylib)$/.test(name)) continue
    const file = path.join(home, name)
    const text = await readFile(file, 'latin1')
    if (text.includes('0.1.0')) await writeFile(file, text.replaceAll('0.1.0', '0.2.0'), 'latin1')
  }
}

async function run(program: string, ...args: string[]): Promise<unknown> {
  const { exitCode, stdout, output } = await runLimited({
    file: process.execPath,
    args: [path.join(folder, program), ...args],
    cwd: folder,
    env: process.env,
    timeout: 30_000,
  })
  expect(exitCode, output).toBe(0)
  return JSON.parse(stdout)
}

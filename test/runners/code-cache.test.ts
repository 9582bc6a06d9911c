import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { vitestConfig, vitestFile } from './crasher-project.js'
import { createProject, type Project, type RunResult } from './project.js'

// What V8 made of our code is kept by the first worker, and taken by those after it (docs/decisions/0024-the-code-cache.md).
const files = {
  'vitest.config.mjs': `import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost()] }`,
  'one.test.mjs': `import { createRequire } from 'node:module'
import { host, MockHost } from 'osaurus-mockhost'
import { expect, test } from 'vitest'
test('has a host', () => expect(host.calls.length).toBe(0))
test('requires the same objects as it imports', () => {
  expect(createRequire(import.meta.url)('osaurus-mockhost').MockHost).toBe(MockHost)
})`,
  'stack.test.mjs': `import { host, MockHost } from 'osaurus-mockhost'
import { expect, test } from 'vitest'
test('says where it stands', () => {
  const error = (() => { try { new MockHost({ mistyped: 1 }) } catch (error) { return error } })()
  expect(error.stack).toMatch(/osaurus-mockhost\\/dist\\/jest-mockhost\\/build\\/\\w+\\.cjs:\\d+:\\d+/)
})`,
}
const kept = 'node_modules/.cache/osaurus-mockhost/code'
const chunk = 'node_modules/osaurus-mockhost/dist/jest-mockhost/build/host.cjs'

describe.each([
  ['vitest4', 'forks', 'vmThreads'],
  ['vitest5', 'threads', 'vmForks'],
] as const)('the code cache of %s', (runner, pool, vmPool) => {
  it(`is written by the first run and taken by the next (${pool})`, async () => {
    await using project = await createProject({ runner, files })
    const run = async (): Promise<RunResult> => project.run([`--pool=${pool}`, '--no-file-parallelism'])
    expect(summary(await run())).toEqual(green)
    const first = await readKept(project)
    expect(first.map(({ name }) => name)).toEqual(['host', 'native', 'report', 'rolldown-runtime'])
    expect(summary(await run())).toEqual(green)
    // V8 has taken it: what it rejects is written anew.
    expect(await readKept(project)).toEqual(first)
  })

  it(`is none where files have realms of their own (${vmPool})`, async () => {
    await using project = await createProject({ runner, files })
    expect(summary(await project.run([`--pool=${vmPool}`]))).toEqual(green)
    expect(await readKept(project)).toEqual([])
  })
})

describe('a code cache that does not fit is replaced, and the tests run', () => {
  let project: Project
  beforeAll(async () => {
    project = await createProject({ runner: 'vitest4', files })
    await utimes(path.join(project.folder, chunk), ...oneTime)
    await project.run()
  })
  afterAll(() => project.dispose())

  it.each<[string, (file: string) => Promise<void>]>([
    ['one that was cut off', (file) => truncate(file, 1000)],
    ['an empty one', (file) => truncate(file, 0)],
    ['one of another version of V8', spoilVersion],
    ['one with a page that was lost', losePage],
    ['that of a chunk that was replaced by one as long and as old', () => replaceChunk(project)],
  ])('%s', async (_, spoil) => {
    const [host] = await readKept(project)
    await spoil(path.join(project.folder, kept, host?.file ?? ''))
    expect(summary(await project.run())).toEqual(green)
    const [replaced] = await readKept(project)
    expect(replaced?.modified).not.toBe(host?.modified)
    expect(replaced?.size).toBeGreaterThan(100_000)
  })
})

describe('what a test replaces and leaves so', () => {
  it.each([
    [
      'process',
      "test('replaces', () => { host.calls.length; vi.stubGlobal('process', { platform: 'win32', env: {} }) })",
    ],
    ['URL', 'vi.hoisted(() => { globalThis.URL = { createObjectURL: () => "blob:x" } })'],
    ['files', "vi.spyOn(fs, 'writeFileSync').mockImplementation(() => { throw new Error('full') })"],
  ])('does not meet the code cache: %s', async (_, replace) => {
    const test = `import { host } from 'osaurus-mockhost'
import { expect, test, vi } from 'vitest'
import fs from 'fs'
${replace}
test('has a host', () => { host.calls.length })`
    await using project = await createProject({
      runner: 'vitest4',
      files: { 'vitest.config.mjs': files['vitest.config.mjs'], 'one.test.mjs': test },
    })
    const { exitCode, output } = await project.run()
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 })
  })
})

it('is not kept by a process in which a plugin has crashed', async () => {
  const { crasher = '' } = await buildPlugins(['crasher'])
  const test = `${vitestFile}test('crashes', () => plugin.invoke('null'))`
  await using project = await createProject({
    runner: 'vitest4',
    copies: { [path.basename(crasher)]: crasher },
    files: { 'vitest.config.mjs': vitestConfig, 'crash.test.mjs': test },
  })
  const { failed, output } = await project.run()
  expect(failed).toBe(1)
  expect(output).toContain('PLUGIN_CRASHED')
  expect(await readKept(project)).toEqual([])
})

it('goes without where the folder cannot be written to', async () => {
  await using project = await createProject({ runner: 'vitest4', files })
  // A file where the folder would be: also root cannot write there.
  await writeFile(path.join(project.folder, 'node_modules/.cache'), '')
  expect(summary(await project.run())).toEqual(green)
})

const green = { exitCode: 0, passed: 3, failed: 0 }

function summary({ exitCode, passed, failed }: RunResult): object {
  return { exitCode, passed, failed }
}

interface Kept {
  readonly name: string
  readonly file: string
  readonly size: number
  readonly modified: number
}

async function readKept({ folder }: Project): Promise<readonly Kept[]> {
  const names = await readdir(path.join(folder, kept)).catch(() => [])
  const files = names.sort().map(async (file) => {
    const { size, mtimeMs: modified } = await stat(path.join(folder, kept, file))
    return { name: file.replace(/-v\d+.*$/, ''), file, size, modified }
  })
  return Promise.all(files)
}

async function losePage(file: string): Promise<void> {
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0, 65_536, 65_536 + 4096))
}

/** What unpacks packages may give every file the same. */
const oneTime = [1, 1] as const

async function replaceChunk({ folder }: Project): Promise<void> {
  const file = path.join(folder, chunk)
  const text = await readFile(file, 'latin1')
  await writeFile(file, text.replace('/**', '/*+'), 'latin1')
  await utimes(file, ...oneTime)
}

/** Behind our header V8 has its own: a number of its format, then that of its version. */
async function spoilVersion(file: string): Promise<void> {
  const bytes = await readFile(file)
  bytes.writeUInt32LE(bytes.readUInt32LE(132) ^ 1, 132)
  await writeFile(file, bytes)
}

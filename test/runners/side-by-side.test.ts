import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type Runner, type RunOptions, type RunResult } from './project.js'

const cases = path.join(import.meta.dirname, 'cases/side-by-side')
const runners: Runner[] = ['vitest4', 'vitest5', 'jest30']
const serializedFiles = 4

const overThreads = {
  vitest4: ['threads', 'vmThreads'].map((pool) => [`--pool=${pool}`, '--isolate=false', '--maxWorkers=3']),
  vitest5: ['threads', 'vmThreads'].map((pool) => [`--pool=${pool}`, '--isolate=false', '--maxWorkers=3']),
  jest30: [['--workerThreads', '--maxWorkers=3']],
}
const inOneProcess = { vitest4: ['--pool=threads'], vitest5: ['--pool=threads'], jest30: ['--runInBand'] }

describe.each(runners)('%s', (runner) => {
  let project: Project
  const ending = runner === 'jest30' ? 'cjs' : 'mjs'
  beforeAll(async () => {
    const { chatter = '' } = await buildPlugins(['chatter'])
    const copies = { '.': cases, [`build/${path.basename(chatter)}`]: chatter }
    project = await createProject({ runner, files: {}, copies: { ...copies, ...repeated(ending) } })
  })
  afterAll(() => project.dispose())

  async function run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    for (const name of ['facts', 'beside', 'serialised']) await rm(fileOf(name), { force: true })
    await rm(path.join(project.folder, 'arrived'), { recursive: true, force: true })
    return project.run(args, options)
  }
  const fileOf = (name: string) => path.join(project.folder, `${name}.txt`)
  const linesOf = async (name: string) => (await readFile(fileOf(name), 'utf8')).trim().split('\n')

  it('brings each of 1 600 000 lines of 200 concurrent tests to the host of its test', async () => {
    const result = await run(['storm'])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 200, failed: 0, timedOut: false })
    const [facts = ''] = await linesOf('facts')
    const counts = { tests: 200, images: 200, mostAtOnce: 20, lines: 1_600_000 }
    expect(JSON.parse(facts)).toEqual({ ...counts, misrouted: 0, unordered: 0, drops: 0 })
    expect(result.stderr).not.toMatch(/Warning|outlived destroy/)
  })

  it('loads 920 private images in one process, warns once, and leaves neither open files nor copies', async () => {
    const folder = path.join(project.folder, 'tmp')
    await mkdir(folder, { recursive: true })
    const args = [...inOneProcess[runner], 'images-']
    const result = await run(args, { env: { TMPDIR: folder } })
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 920, failed: 0, timedOut: false })
    const facts = (await linesOf('facts')).map((line) => JSON.parse(line))
    expect(new Set(facts.map(({ pid }) => pid)).size).toBe(1)
    for (const { opened } of facts) expect(opened).toBeLessThan(10)
    expect((await readdir(folder)).filter((name) => name.startsWith('osaurus-mockhost-'))).toEqual([])
    expect(result.output.match(/900 private images of plugins are loaded/g)).toHaveLength(1)
  })

  it.each(overThreads[runner])('keeps serialised tests apart across the files of a process: %s', async (...args) => {
    const result = await run([...args, 'serialized-'])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: serializedFiles * 12, failed: 0 })
    const [serialized, beside] = [await linesOf('serialised'), await linesOf('beside')]
    expect(serialized).toHaveLength(serializedFiles * 12)
    // Begin and end of each serialised test follow each other, those of the tests beside them do not.
    expect(withoutRepeats(serialized)).toHaveLength(serializedFiles * 6)
    expect(withoutRepeats(beside).length).toBeGreaterThan(serializedFiles * 6)
    // In one process, where three files had begun before the first of these tests did.
    expect(new Set(serialized.map((line) => line.split(' ')[0])).size).toBe(1)
  })

  it('keeps tests apart that fail, hang and are out of time', async () => {
    const result = await run(['inside'])
    const failed = result.tests.filter(({ state }) => state === 'failed')
    expect(failed.map(({ name }) => name).sort(), result.output).toEqual([
      'fails',
      'hangs in its plugin',
      'waits for nothing',
    ])
    const messages = Object.fromEntries(failed.map(({ name, messages }) => [name, messages.join('\n')]))
    expect(messages.fails).toMatch(/expected 1 to be 2|Expected: 2\s+Received: 1/)
    expect(messages['hangs in its plugin']).toMatch(/CALL_TIMED_OUT: invoke "hang"/)
    expect(result.output).toMatch(/timed out in 2000ms|Exceeded timeout of 2000 ms/)
    expect(result.output).not.toMatch(/DROPPED_CALLS|LEFT_INSTALLED|outlived destroy/)
    expect(result.timedOut).toBe(false)
  })

  it.runIf(runner === 'jest30')('gives each attempt of a concurrent test a host of its own', async () => {
    const result = await run(['retries'])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 4, failed: 0 })
  })

  it.skipIf(runner === 'jest30').each([[[]], [['--sequence.concurrent']]])(
    'gives tests of concurrent suites images of their own, whatever the tests are: %s',
    async (args) => {
      const OPTIONS = '{ "serialize": false, "attribution": "table" }'
      const result = await run([...args, 'own-images'], { env: { OPTIONS } })
      expect(result, result.output).toMatchObject({ exitCode: 0, passed: 4, failed: 0 })
    },
  )
})

function withoutRepeats<T>(lines: readonly T[]): T[] {
  return lines.filter((line, at) => line !== lines[at - 1])
}

/** Cases that several files of a run are made of. */
function repeated(ending: string): Record<string, string> {
  const copies = (name: string, count: number) =>
    Array.from({ length: count }, (_, at) => [
      `${name}-${at + 1}.test.${ending}`,
      path.join(cases, `${name}.test.${ending}`),
    ])
  return Object.fromEntries([...copies('images', 2), ...copies('serialized', serializedFiles)])
}

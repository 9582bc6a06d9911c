import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { flightFolders } from '../../src/native/flight-folder.js'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { jestConfig, jestConfigWithReporter, jestFile, vitestConfig, vitestFile } from './crasher-project.js'
import { createProject, type Project, type Runner, type RunResult } from './project.js'

/** A secret that may stand in no file. */
const planted = 'planted-9f31c2a7'

/** A file that dies, and those that go on. `${tool}` of the crasher ends the process. */
const dying = (tool: string, options = '') => `
${options}
test('passes before', async () => expect(await plugin.invoke('fine')).toSucceed())
describe('the suite', () => {
  test('dies', async () => {
    await plugin.invoke('fine')
    host.api.configSet('bot_token', '${planted}')
    await plugin.invoke('${tool}')
  })
})
test('passes afterwards', async () => expect(await plugin.invoke('fine')).toSucceed())
`

const passing = `
test('passes', async () => expect(await plugin.invoke('fine')).toSucceed())
test('passes again', async () => expect(await plugin.invoke('fine')).toSucceed())
`

const die = "hostOptions({ onCrash: 'die' })"

/** What ends the process, and what the report says of it. */
const ways = {
  killed: { tool: 'kill', options: '', how: /it ended without a signal or exit handlers: _exit\(\) or SIGKILL/ },
  quick: { tool: 'quick_exit', options: '', how: /it ended without a signal or exit handlers: _exit\(\) or SIGKILL/ },
  crashed: {
    tool: 'null',
    options: die,
    how: /the plugin crashed with SIG(SEGV|BUS)[\s\S]*a NULL pointer[\s\S]*use_null/,
  },
  crashed_thread: {
    tool: 'joined_thread',
    options: die,
    how: /the plugin crashed with SIG(SEGV|BUS)[\s\S]*"crashing"/,
  },
} as const

type Way = keyof typeof ways

async function createDyingProject(runner: Runner): Promise<Project> {
  const isJest = runner === 'jest30'
  const [library = ''] = Object.values(await buildPlugins(['crasher']))
  const head = isJest ? jestFile : vitestFile
  const name = (file: string) => `${file}.test.${isJest ? 'js' : 'mjs'}`
  return createProject({
    runner,
    copies: { [path.basename(library)]: library },
    files: {
      ...(isJest
        ? { 'jest.config.js': jestConfig, 'jest.reporter.config.js': jestConfigWithReporter }
        : { 'vitest.config.mjs': vitestConfig }),
      ...Object.fromEntries(
        Object.entries(ways).map(([way, { tool, options }]) => [name(way), head + dying(tool, options)]),
      ),
      ...Object.fromEntries(['one', 'two', 'three'].map((file) => [name(file), head + passing])),
    },
  })
}

/** The files of recorders that are left. */
async function leftFlights(root: string): Promise<readonly string[]> {
  const lists = flightFolders(root).map((folder) => readdir(folder).catch(() => []))
  return (await Promise.all(lists)).flat()
}

interface CrashFile {
  readonly tests: readonly { readonly name: string; readonly file: string }[]
  readonly frames: readonly { readonly kind: string; readonly title: string }[]
  readonly calls: readonly { readonly slot: string; readonly args: Record<string, unknown> }[]
}

async function expectReport(output: string, project: Project, way: Way, who: string): Promise<void> {
  const { tool, how } = ways[way]
  const blocks = output.split(/osaurus-mockhost: (?=PROCESS_DIED)/).filter((block) => block.includes(`${way}.test.`))
  const [block = ''] = blocks.filter((text) => text.startsWith('PROCESS_DIED'))
  expect(block, output).toMatch(
    new RegExp(`PROCESS_DIED: ${who} died in "the suite > dies"|PROCESS_DIED: ${who} died in "the suite dies"`),
  )
  expect(block).toMatch(how)
  expect(block).toContain('libcrasher.')
  expect(block).toContain(`invoke "${tool}"`)
  expect(block).toMatch(new RegExp(`log +\\S+ "${tool}"`))
  const [, record = ''] = /record +(\S+\.json)/.exec(block) ?? []
  expect(record.startsWith(path.join(project.folder, 'node_modules/.cache/osaurus-mockhost/crashes'))).toBe(true)
  const text = await readFile(record, 'utf8')
  expect(text).toContain('bot_token')
  expect(text).not.toContain(planted)
  const written = JSON.parse(text) as CrashFile
  expect(written.tests).toMatchObject([
    { name: expect.stringMatching(/dies$/), file: expect.stringContaining(`${way}.test.`) },
  ])
  expect(written.frames).toMatchObject([{ kind: 'invoke', title: tool }])
  expect(written.calls.some(({ slot, args }) => slot === 'log' && args.message === tool)).toBe(true)
  expect(await leftFlights(project.folder)).toEqual([])
}

function expectOthers(result: RunResult, files: number): void {
  const passed = result.tests.filter(({ state, file }) => state === 'passed' && /(one|two|three)\.test/.test(file))
  expect(passed.length, result.output).toBe(files * 2)
  expect(result.exitCode).not.toBe(0)
  expect(result.timedOut).toBe(false)
}

describe.each(['vitest4', 'vitest5'] as const)('%s', (runner) => {
  let project: Project
  beforeAll(async () => {
    project = await createDyingProject(runner)
  })
  afterAll(() => project.dispose())

  it.each(['forks', 'vmForks'].flatMap((pool) => (Object.keys(ways) as Way[]).map((way) => [pool, way] as const)))(
    'names the test, in %s, that was %s, and counts the others',
    async (pool, way) => {
      const result = await project.run([
        `--pool=${pool}`,
        '--maxWorkers=2',
        `${way}.test`,
        'one.test',
        'two.test',
        'three.test',
      ])
      expectOthers(result, 3)
      await expectReport(result.output, project, way, 'Process \\d+ of this run')
    },
  )

  it.each(['threads', 'vmThreads'])('tells of a run of %s that was killed, in the next one', async (pool) => {
    await project.run([`--pool=${pool}`, 'killed.test'])
    const next = await project.run([`--pool=${pool}`, 'one.test'])
    await expectReport(next.output, project, 'killed', 'The previous run')
    expect(next).toMatchObject({ passed: 2, exitCode: 0 })
    const third = await project.run([`--pool=${pool}`, 'one.test'])
    expect(third.output).not.toContain('PROCESS_DIED')
  })
})

/** How the crashing ones of the many end: parked, or with their process. */
const ends = ['null', 'quick_exit', 'abort', 'kill', 'divide'] as const

async function createCrowd(runner: Runner): Promise<Project> {
  const isJest = runner === 'jest30'
  const [library = ''] = Object.values(await buildPlugins(['crasher']))
  const head = isJest ? jestFile : vitestFile
  const ending = isJest ? 'js' : 'mjs'
  const files = Array.from({ length: 40 }, (_, at) => {
    const tool = at % 4 === 0 ? ends[(at / 4) % ends.length] : undefined
    return [`${tool ?? 'well'}-${at}.test.${ending}`, head + (tool === undefined ? passing : dying(tool))]
  })
  return createProject({
    runner,
    copies: { [path.basename(library)]: library },
    files: {
      ...(isJest ? { 'jest.config.js': jestConfig } : { 'vitest.config.mjs': vitestConfig }),
      ...Object.fromEntries(files),
    },
  })
}

it.each(['vitest4', 'vitest5', 'jest30'] as const)(
  '%s runs 40 files of which 10 crash: the 30 others pass and are counted',
  async (runner) => {
    await using project = await createCrowd(runner)
    const isJest = runner === 'jest30'
    const result = await project.run(isJest ? ['-w', '2', '--workerIdleMemoryLimit=1'] : ['--maxWorkers=2'])
    const passed = result.tests.filter(({ state, file }) => state === 'passed' && file.includes('well-'))
    expect(passed.length, result.output).toBe(60)
    expect(result.exitCode).not.toBe(0)
    // Six are parked; of the four others Jest gives two up without asking us again, and the next run tells of those.
    const parked = result.tests.filter(({ messages }) => /PLUGIN_CRASHED/.test(messages.join('')))
    expect(
      parked,
      JSON.stringify(
        result.tests
          .filter(({ file }) => !file.includes('well'))
          .map(({ file, name, state, messages }) => [path.basename(file), name, state, messages.join('').slice(0, 90)]),
        null,
        1,
      ),
    ).toHaveLength(6)
    const next = isJest ? await project.run(['-w', '2', '--workerIdleMemoryLimit=1', 'well-1', 'well-2']) : undefined
    const told = `${result.output}${next?.output ?? ''}`.match(/^ *osaurus-mockhost: PROCESS_DIED/gm)
    expect(told).toHaveLength(4)
    expect(await leftFlights(project.folder)).toEqual([])
  },
)

describe('jest30', () => {
  let project: Project
  beforeAll(async () => {
    project = await createDyingProject('jest30')
  })
  afterAll(() => project.dispose())

  it('fails the test whose process ended by _exit, once, and counts the others', async () => {
    const result = await project.run([
      '-w',
      '2',
      '--workerIdleMemoryLimit=1',
      'quick.test',
      'one.test',
      'two.test',
      'three.test',
    ])
    expectOthers(result, 3)
    await expectReport(result.output, project, 'quick', 'Process \\d+ of this run')
    expect(result.tests.filter(({ state }) => state === 'failed')).toMatchObject([{ name: 'the suite dies' }])
    expect(result.passed).toBe(8)
  })

  it.each(['killed', 'crashed', 'crashed_thread'] as const)(
    'tells of a file that was %s, at the latest in the next run',
    async (way) => {
      const result = await project.run([
        '-w',
        '2',
        '--workerIdleMemoryLimit=1',
        `${way}.test`,
        'one.test',
        'two.test',
        'three.test',
      ])
      expectOthers(result, 3)
      const next = await project.run(['-w', '2', '--workerIdleMemoryLimit=1', 'one.test', 'two.test'])
      await expectReport(result.output + next.output, project, way, '(The previous run|Process \\d+ of this run)')
      expect(next).toMatchObject({ passed: 4, exitCode: 0 })
    },
  )

  it.each(['killed', 'crashed', 'crashed_thread'] as const)(
    'tells of a file that was %s, at the end of the run, by the reporter',
    async (way) => {
      const config = ['--config=jest.reporter.config.js', '-w', '2', '--workerIdleMemoryLimit=1']
      // Alone with one that passes: no file begins after the death.
      const result = await project.run([...config, `${way}.test`, 'one.test'])
      expectOthers(result, 1)
      await expectReport(result.output, project, way, 'Process \\d+ of this run')
    },
  )

  it('has nothing to tell by the reporter after a run in which nothing died', async () => {
    const result = await project.run(['--config=jest.reporter.config.js', '-w', '2', 'one.test', 'two.test'])
    expect(result).toMatchObject({ passed: 4, exitCode: 0 })
    expect(result.output).not.toContain('osaurus-mockhost')
  })

  it('tells of a run in band that was killed, in the next one', async () => {
    await project.run(['-i', 'killed.test'])
    const next = await project.run(['-i', 'one.test'])
    await expectReport(next.output, project, 'killed', 'The previous run')
    expect(next).toMatchObject({ passed: 2, exitCode: 0 })
  })
})

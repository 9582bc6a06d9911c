import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type RunOptions } from './project.js'

const config = `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './libchatter' },
  workerIdleMemoryLimit: '4GB', // Jest would run files this quick in band.
}`

/** Every way of Jest to run a function of a test sees the host of that test. */
const lifecycle = `
const { host, plugin } = require('osaurus-mockhost')
const sleep = require('node:timers/promises').setTimeout
const { setTimeout: startTimer } = require('node:timers')
const seen = []
let outside
beforeAll(() => { try { host.id } catch (error) { outside = error } })
afterAll(() => expect(() => host.id).toThrow('NO_TEST_HOST'))

describe('hooks and bodies', () => {
  beforeEach(() => { seen.push(host.id) })
  beforeEach((done) => { startTimer(() => { seen.push(host.id); done() }, 1) })
  afterEach(function () { expect(this).toBeDefined(); seen.push(host.id) })
  afterEach(async () => {
    await sleep(1)
    const ids = seen.splice(0)
    expect(ids).toHaveLength(4)
    expect(new Set([...ids, host.id]).size).toBe(1)
  })
  test('are sync', () => { seen.push(host.id) })
  test('are async', async () => { await sleep(1); seen.push(host.id) })
  test('take a callback', (done) => { startTimer(() => { seen.push(host.id); done() }, 1) })
  test.each([[1], [2]])('are of row %i', (row) => {
    seen.push(host.id)
    host.api.log(1, 'row ' + row)
    expect(host.logs.messages).toEqual(['row ' + row])
  })
  test.each([[1]])('are of row %i with a callback', (row, done) => { seen.push(host.id); done() })
  test('are generators', function* () { yield sleep(1); seen.push(host.id) })
})

test('no host is there in beforeAll', () => {
  expect(outside).toBeInstanceOf(Error)
  expect(outside.code).toBe('NO_TEST_HOST')
})

test('the plugin is loaded at its first use', async () => {
  expect(await plugin.invoke('log', { level: 1, message: 'hello' })).toSucceed()
  expect(host).toHaveLogged('hello')
  expect([...host.logs.messages]).toEqual(expect.arrayContaining(['init', 'hello']))
})

test('a plugin thread finds the host', async () => {
  await plugin.invoke('storm', { threads: 2, count: 10 })
  expect(host).toHaveLoggedFrom('background', /^storm/)
})
`

const concurrent = `
const { host, plugin } = require('osaurus-mockhost')
const { hostOptions, serialized } = require('osaurus-mockhost/jest')
const sleep = require('node:timers/promises').setTimeout
const ids = new Set()
let active = 0
let most = 0

describe('concurrent tests', () => {
  hostOptions({ concurrent: true })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    test.concurrent(name, async () => {
      const { id } = host
      ids.add(id)
      most = Math.max(most, ++active)
      host.api.log(1, name + 1)
      await sleep(10)
      await plugin.invoke('log', { level: 1, message: name + 2 })
      expect(host.id).toBe(id)
      expect(host.logs.messages.filter((message) => /^.\\d$/.test(message))).toEqual([name + 1, name + 2])
      active--
    })
  }
  afterAll(() => {
    expect(most).toBeGreaterThan(1)
    expect(ids.size).toBe(7)
  })
})

serialized('serialised tests', () => {
  beforeAll(() => { most = 0 })
  afterAll(() => expect(most).toBe(1))
  for (const name of ['a', 'b', 'c']) {
    test.concurrent(name, async () => {
      most = Math.max(most, ++active)
      await sleep(10)
      active--
    })
  }
  test('have their host from the start', () => expect(host.isInstalled).toBe(true))
})
`

const options = `
const { host } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
hostOptions({ abiVersion: 5 })
test('of the file', () => expect(host.api.version).toBe(5))
describe('of a block', () => {
  test('count wherever in the block they stand', () => expect(host.api.version).toBe(3))
  hostOptions({ abiVersion: 3 })
  describe('of an inner block', () => {
    hostOptions({ abiVersion: 4 })
    test('win', () => expect(host.api.version).toBe(4))
  })
})
`

const retries = `
const { host } = require('osaurus-mockhost')
jest.retryTimes(2)
const ids = new Set()
test('a retry has a fresh host', () => {
  ids.add(host.id)
  expect(host.calls.length).toBe(0)
  host.api.log(1, 'attempt')
  expect(ids.size).toBe(3)
})
`

let project: Project
beforeAll(async () => {
  const { chatter = '' } = await buildPlugins(['chatter'])
  project = await createProject({
    runner: 'jest30',
    copies: { [path.basename(chatter)]: chatter },
    files: {
      'jest.config.js': config,
      'lifecycle.test.js': lifecycle,
      'concurrent.test.js': concurrent,
      'options.test.js': options,
      'retries.test.js': retries,
    },
  })
})
afterAll(() => project.dispose())

describe('the Jest environment gives each test its host', () => {
  it.each([
    ['as it is', []],
    ['with fake timers in all tests', ['--fakeTimers={"enableGlobally":true}']],
    ['with modules that are reset before each test', ['--resetModules']],
    ['with globalsCleanup "on"', [`--testEnvironmentOptions={"plugin":"./libchatter","globalsCleanup":"on"}`]],
    ['with globalsCleanup "soft"', [`--testEnvironmentOptions={"plugin":"./libchatter","globalsCleanup":"soft"}`]],
    ['in random order', ['--randomize']],
  ])('%s', async (_, args) => {
    const result = await project.run(['-i', ...args])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 25, failed: 0 })
    expect(result.output).not.toContain('osaurus-mockhost:')
  })

  it('and leaves no open handle', async () => {
    const result = await project.run(['-i', '--detectOpenHandles'])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 25 })
    expect(result.output).not.toContain('open handle')
  })

  it('and keeps nothing of a file', async () => {
    // Jest itself keeps the first error of a test that was retried, on Node 24 with the plain node environment too.
    const result = await project.run(['-i', '--detectLeaks', '--testPathIgnorePatterns', 'retries'])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 24 })
  })
})

const fileCount = 8
const body = `
const noteWorker = () => appendFileSync('workers.txt', process.pid + ' ' + threadId + '\\n')
for (const name of ['a', 'b', 'c']) {
  test(name, async () => {
    noteWorker()
    expect(await plugin.invoke('storm', { threads: 1, count: 20 })).toSucceed()
    expect(host.logs.messages.filter((message) => message.startsWith('storm'))).toHaveLength(20)
    expect(host).not.toHaveDroppedCalls()
  })
}
serialized('serialised', () => test('too', () => expect(host.isInstalled).toBe(true)))
`
const names = (source: string) => [
  `{ host, plugin } ${source.replace('%', "'osaurus-mockhost'")}`,
  `{ serialized } ${source.replace('%', "'osaurus-mockhost/jest'")}`,
  `{ appendFileSync } ${source.replace('%', "'node:fs'")}`,
  `{ threadId } ${source.replace('%', "'node:worker_threads'")}`,
]
const formats = [
  {
    format: 'CommonJS',
    extension: 'js',
    imports: names('= require(%)').map((line) => `const ${line}`),
    options: {} satisfies RunOptions,
  },
  {
    format: 'native ESM',
    extension: 'mjs',
    imports: names('from %').map((line) => `import ${line}`),
    options: { nodeArgs: ['--experimental-vm-modules'] } satisfies RunOptions,
  },
]

describe.each(formats)('files in $format run', ({ extension, imports, options: runOptions }) => {
  let many: Project
  beforeAll(async () => {
    const { chatter = '' } = await buildPlugins(['chatter'])
    const source = [...imports, body].join('\n')
    const files = Array.from({ length: fileCount }, (_, at) => [`file${at}.test.${extension}`, source])
    many = await createProject({
      runner: 'jest30',
      copies: { [path.basename(chatter)]: chatter },
      files: { 'jest.config.cjs': config, ...Object.fromEntries(files) },
    })
  })
  afterAll(() => many.dispose())

  it.each([
    ['in band', ['-i'], 1],
    ['in worker processes', ['-w', '2'], 2],
    ['in worker threads', ['-w', '2', '--workerThreads'], 2],
  ])('%s', async (_, args, workers) => {
    const noted = path.join(many.folder, 'workers.txt')
    await rm(noted, { force: true })
    const result = await many.run(args, runOptions)
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: fileCount * 4, failed: 0 })
    expect(new Set((await readFile(noted, 'utf8')).trim().split('\n')).size).toBe(workers)
  })
})

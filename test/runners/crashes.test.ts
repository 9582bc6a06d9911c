import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type RunResult } from './project.js'

const tests = `
const refused = /was not called: the plugin crashed in invoke/
test('passes before', async () => expect(await plugin.invoke('fine')).toSucceed())
test('uses NULL', () => plugin.invoke('null'))
test('aborts', () => plugin.invoke('abort'))
test('uses up its stack', () => plugin.invokeSync('overflow'))
test('divides by zero, and says so', () => expect(plugin.invoke('divide')).rejects.toThrow('PLUGIN_CRASHED'))
test('crashes on a thread', async () => {
  await plugin.invoke('on_thread')
  await host.until(() => false)
})
test('is called again', async () => {
  await plugin.invoke('null').catch(() => {})
  await expect(plugin.invoke('fine')).rejects.toThrow(refused)
})
test('passes afterwards', async () => expect(await plugin.invoke('fine')).toSucceed())
`

const vitestFile = `
import { host, plugin } from 'osaurus-mockhost'
import 'osaurus-mockhost/vitest'
import { expect, test } from 'vitest'
${tests}`

const jestFile = `
const { host, plugin } = require('osaurus-mockhost')
${tests}`

const vitestConfig = `
import { mockHost } from 'osaurus-mockhost/vitest/config'
export default { plugins: [mockHost({ plugin: './libcrasher' })] }`

const jestConfig = `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './libcrasher' },
}`

/** Names of the tests that fail, each with what its message has to say. */
const crashing = {
  'uses NULL':
    /PLUGIN_CRASHED: invoke "null" crashed with SIG(SEGV|BUS)[\s\S]*a NULL pointer was used[\s\S]*log +\S+ "null"/,
  aborts: /PLUGIN_CRASHED: invoke "abort" crashed with SIGABRT/,
  'uses up its stack': /PLUGIN_CRASHED: invoke "overflow" crashed[\s\S]*calls itself without end/,
  'crashes on a thread': /PLUGIN_CRASHED: A thread of the plugin crashed[\s\S]*"about to crash"/,
}

function expectCrashes(result: RunResult): void {
  const failed = result.tests.filter(({ state }) => state === 'failed')
  expect(failed.map(({ name }) => name)).toEqual(Object.keys(crashing))
  for (const { name, messages } of failed) {
    expect(messages.join('\n')).toMatch(crashing[name as keyof typeof crashing])
  }
  expect(result).toMatchObject({ passed: 4, failed: 4 })
}

describe.each(['vitest4', 'vitest5'] as const)('%s', (runner) => {
  let project: Project
  beforeAll(async () => {
    const { crasher = '' } = await buildPlugins(['crasher'])
    project = await createProject({
      runner,
      copies: { [path.basename(crasher)]: crasher },
      files: { 'vitest.config.mjs': vitestConfig, 'crashes.test.mjs': vitestFile },
    })
  })
  afterAll(() => project.dispose())

  it.each(['forks', 'threads', 'vmForks', 'vmThreads'])(
    'names the tests that crash, and runs the others, in %s',
    async (pool) => {
      expectCrashes(await project.run([`--pool=${pool}`]))
    },
  )
})

describe('jest30', () => {
  let project: Project
  beforeAll(async () => {
    const { crasher = '' } = await buildPlugins(['crasher'])
    project = await createProject({
      runner: 'jest30',
      copies: { [path.basename(crasher)]: crasher },
      files: { 'jest.config.js': jestConfig, 'one.test.js': jestFile },
    })
  })
  afterAll(() => project.dispose())

  it.each([
    ['in band', ['-i']],
    ['in worker processes', ['-w', '2', '--workerIdleMemoryLimit=1']],
    ['in worker threads', ['-w', '2', '--workerThreads', '--workerIdleMemoryLimit=1']],
  ])('names the tests that crash, and runs the others, %s', async (_, args) => {
    expectCrashes(await project.run(args))
  })
})

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type ProjectOptions, type Runner } from '../runners/project.js'
import { configFile, failOnEverything } from './config-file.js'

const examples = path.join(import.meta.dirname, '../../examples')
const extension = process.platform === 'darwin' ? 'dylib' : 'so'
const profiles = ['full', 'production'] as const

beforeAll(async () => {
  for (const name of ['hello', 'notes']) {
    await promisify(execFile)(process.execPath, [path.join(examples, `${name}-plugin/build.mjs`)])
  }
})

describe.each<Runner>(['vitest4', 'vitest5', 'jest30'])('%s', (runner) => {
  describe.each(profiles)("accuses nobody who keeps the rules, in the profile '%s':", (profile) => {
    const options = { profile, failOn: failOnEverything }

    it.each([
      { name: 'hello', tests: runner === 'jest30' ? 10 : 11, packages: [] },
      { name: 'notes', tests: 25, packages: ['@photostructure/sqlite'] },
    ])('the example $name, with all its tests', async ({ name, tests, packages }) => {
      const example = path.join(examples, `${name}-plugin`)
      const test = runner === 'jest30' ? `jest/${name}.test.js` : `vitest/${name}.test.ts`
      const library = `build/lib${name}.${extension}`
      const result = await run({
        runner,
        files: {
          ...configFile(runner, { ...options, plugin: `./build/lib${name}` }),
          [path.basename(test)]: await readFile(path.join(example, 'tests', test), 'utf8'),
        },
        copies: { [library]: path.join(example, library) },
        packages,
      })
      expect(result, result.output).toMatchObject({ passed: tests, failed: 0, exitCode: 0 })
    })

    it('chatter, when it is told to do everything as it should be', async () => {
      const { chatter = '' } = await buildPlugins(['chatter'])
      const result = await run({
        runner,
        files: {
          ...configFile(runner, { ...options, ...ofChatter, plugin: './build/libchatter' }),
          [`chatter.test.${runner === 'jest30' ? 'js' : 'mjs'}`]: importsOf(runner) + saneCalls,
        },
        copies: { [`build/${path.basename(chatter)}`]: chatter },
      })
      expect(result, result.output).toMatchObject({ passed: 7, failed: 0, exitCode: 0 })
    })
  })
})

async function run(options: ProjectOptions) {
  await using project = await createProject(options)
  const { passed, failed, exitCode, output } = await project.run()
  return { passed, failed, exitCode, output }
}

const ofChatter: EnvironmentOptions = {
  allowViolations: { CALL_DURING_ENTRY: 'chatter logs in its entry function, so that tests see that it was called' },
}

function importsOf(runner: Runner): string {
  return runner === 'jest30'
    ? `const { host, plugin } = require('osaurus-mockhost')`
    : `import { expect, test } from 'vitest'
import { host, plugin } from 'osaurus-mockhost'`
}

const saneCalls = `
const agentId = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
const TASK = '5F0E4C55-9A55-4D6A-8D1C-9E117B1E7C5A'
const chat = { model: 'default', messages: [{ role: 'user', content: 'hi' }] }
const call = (slot, args = [], more = {}) => plugin.invoke('call', { slot, args, ...more }, { agentId })

test('calls every slot that is not reserved', async () => {
  const calls = {
    config_set: ['token', 'T1'],
    config_get: ['token'],
    config_delete: ['token'],
    db_exec: ['CREATE TABLE notes (id INTEGER)', null],
    db_query: ['SELECT ? AS one', [1]],
    log: ['hello'],
    dispatch: [{ prompt: 'tidy up', session_id: '42' }],
    task_status: [TASK],
    dispatch_cancel: [TASK],
    complete: [chat],
    complete_stream: [chat],
    embed: [{ input: ['hi'] }],
    list_models: [],
    http_request: [{ method: 'GET', url: 'https://page.example' }],
    file_read: [{ path: '/notes.txt' }],
    list_active_tasks: [],
    send_draft: [TASK, { text: 'so far' }],
    dispatch_interrupt: [TASK, null],
    complete_cancel: ['stream'],
    get_active_agent_id: [],
    log_structured: ['hello', { world: true }],
    free_string: [null],
  }
  for (const [slot, args] of Object.entries(calls)) expect(await call(slot, args)).toSucceed()
  for (const level of [0, 1, 2, 3, 4]) expect(await call('log_structured', ['hello', null], { level })).toSucceed()
})

test('answers as tools answer', async () => {
  expect(await plugin.invoke('echo', { city: 'Oslo' })).toSucceed({ city: 'Oslo' })
  expect(await plugin.invoke('fail')).toFailWith('invalid_args')
  expect(await plugin.invoke('plain', { text: 'just text' })).toSucceed()
  expect(plugin.invokeSync('empty')).toSucceed()
})

test('calls from threads what needs no agent', async () => {
  const thread = 'worker'
  for (const slot of ['list_models', 'list_active_tasks', 'get_active_agent_id']) await call(slot, [], { thread })
  await call('http_request', [{ method: 'GET', url: 'https://page.example' }], { thread })
  await call('complete', [chat], { thread })
  await plugin.invoke('storm', { threads: 4, count: 50 })
  expect(host).toHaveLoggedFrom('background', /^storm/)
})

test('is told config', async () => {
  await host.config.set('bot_token', 'T1', { agentId })
  await host.agents.add(agentId)
  await plugin.invoke('empty')
  await host.agents.reconnect(agentId)
  await host.config.delete('bot_token', { agentId })
  expect(host).toHaveWrittenConfig('echo:bot_token', '')
})

test('serves routes', async () => {
  expect(await plugin.handleRoute({ path: '/items/7' }, { agentId })).toMatchObject({ status: 200 })
})

test('is told of tasks', async () => {
  await plugin.taskEvent(TASK, 'completed', { output: 'done' }, { agentId })
  expect(host).toHaveLogged(/^task/)
})

test('is reloaded', async () => {
  await plugin.invoke('empty')
  await plugin.reload()
  expect(await plugin.invoke('empty')).toSucceed()
})
`

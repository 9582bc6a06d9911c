import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Project, type RunResult } from './project.js'

const config = `module.exports = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { plugin: './libchatter' },
}`

/** How tests end well, and which host hears what. */
const green = `
const { AsyncLocalStorage } = require('node:async_hooks')
const { host, MockHost, plugin } = require('osaurus-mockhost')
const { hostOptions, serialized } = require('osaurus-mockhost/jest')
const outside = AsyncLocalStorage.snapshot()

describe('the end of a test', () => {
  let kept
  afterEach(async () => {
    await null
    host.api.log(1, 'afterEach')
  })
  test('runs all hooks first', async () => {
    await plugin.invoke('log', { message: 'body' })
    kept = host.logs
  })
  test('then destroys the plugin, in the test and its host still', () => {
    expect(kept.messages).toEqual(['entry', 'init', 'get_manifest', 'body', 'afterEach', 'destroy'])
    expect(kept.last.call).toMatchObject({ role: 'install', frame: { kind: 'destroy' } })
  })
})

function callInBackground() {
  const own = new MockHost()
  own.withInstalled((api) => api.onNewThread((behind) => behind.log(1, 'whose?')))
  return own
}

describe('a host of its own', () => {
  test('hears all threads in a test that never touches ours', () => {
    const own = callInBackground()
    expect(own.logs.messages).toEqual(['whose?'])
    expect(own.drops).toEqual([])
  })
  test('competes with ours in a test that touches it', () => {
    host.id
    const own = callInBackground()
    expect(own.logs.messages).toEqual([])
    expect(own.drops).toMatchObject([{ reason: 'ambiguous', competing: expect.arrayContaining([host.id, own.id]) }])
  })
})

test('two async bodies side by side each keep their own calls', async () => {
  const hosts = [new MockHost(), new MockHost()]
  await Promise.all(hosts.map((own, index) => own.withInstalled(async (api) => {
    for (let round = 0; round < 3; round++) {
      api.log(1, index + ' ' + round)
      await new Promise((resolve) => setTimeout(resolve, (index + round) % 2))
      await plugin.invoke('log', { message: index + ' ' + round + ' of the plugin' })
    }
  })))
  hosts.forEach((own, index) => {
    const rounds = [0, 1, 2].flatMap((round) => [index + ' ' + round, index + ' ' + round + ' of the plugin'])
    expect(own.logs.messages.filter((message) => /\\d/.test(message))).toEqual(rounds)
    expect(own.drops).toEqual([])
  })
})

test('code outside the async chain uses the host of the only running test', () => {
  outside(() => host.api.log(1, 'request'))
  expect(host).toHaveLogged('request')
  expect(host.calls.last.role).toBe('background')
})

serialized('a serialised test', () => {
  test('has its host installed from the start', () => {
    expect(callInBackground().drops).toHaveLength(1)
  })
  test('has it on the stack of the thread itself', () => {
    outside(() => host.api.log(1, 'outside'))
    expect(host.calls.last.role).toBe('install')
  })
})

describe('tests that run at the same time, told apart by table', () => {
  hostOptions({ concurrent: true })
  for (const name of ['a', 'b', 'c', 'd']) {
    test.concurrent(name, async () => {
      await plugin.invoke('storm', { threads: 3, count: 20, message: name })
      const heard = host.logs.entries.filter(({ call }) => call.role === 'background').map(({ message }) => message)
      expect(heard).toHaveLength(60)
      expect(heard.filter((message) => !message.startsWith(name + ' '))).toEqual([])
      expect(host.drops).toEqual([])
    })
  }
})

describe('with little patience', () => {
  hostOptions({ responderTimeout: 50 })
  test('a responder that never answers is given up', async () => {
    host.onHttpRequest = () => new Promise(() => {})
    expect(await plugin.invoke('http', {})).toSucceed(/did not answer within 50 ms/)
    expect(host).toHaveViolations('RESPONDER_TIMED_OUT')
  })
})
`

const privateImages = `
const { host, MockHost, plugin } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
hostOptions({ image: 'test' })
test('leaves a thread in its private image', async () => {
  expect(await plugin.invoke('linger_global', { until: 'destroy', delay_ms: 200, message: 'late' })).toSucceed()
})
test('does not hear that thread', async () => {
  await plugin.invoke('empty')
  await host.until(() => MockHost.drops.length > 0)
  expect(host).not.toHaveLogged('late')
})
`

const leftovers = `
const { host, plugin } = require('osaurus-mockhost')
test('leaves a thread behind', () => plugin.invoke('linger_global', { until: 'next_init', message: 'from the past' }))
test('hears the thread of the test before', async () => {
  await plugin.invoke('empty')
  await host.until(({ logs }) => logs.contains('from the past'))
})
`

const timeouts = `
const { host, plugin } = require('osaurus-mockhost')
const { hostOptions } = require('osaurus-mockhost/jest')
hostOptions({ image: 'test' })
test('awaits a tool that hangs', () => plugin.invoke('hang', { announce: 'hanging' }), 1500)
test('blocks on a tool that hangs', () => { plugin.invokeSync('hang') }, 1500)
test('gives a tool more time than it has itself', () => plugin.invoke('hang', {}, { timeout: 5000 }), 300)
test('comes after tools that hang', async () => {
  expect(await plugin.invoke('empty')).toSucceed()
  expect(host.logs.messages).toEqual(['entry', 'init', 'get_manifest'])
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
      'green.test.js': green,
      'private-images.test.js': privateImages,
      'leftovers.test.js': leftovers,
      'timeouts.test.js': timeouts,
    },
  })
})
afterAll(() => project.dispose())

it.each([
  ['as it is', []],
  ['in worker threads', ['-w', '2', '--workerThreads']],
])('under Jest tests end in order, and every host hears its own calls: %s', async (_, args) => {
  const result = await project.run([...(args.length > 0 ? args : ['-i']), 'green.test.js'])
  expect(result, result.output).toMatchObject({ exitCode: 0, passed: 13, failed: 0 })
})

describe('a thread that is left over under Jest', () => {
  it('is named in the output of the run, where the tests share an image', async () => {
    const result = await project.run(['-i', 'leftovers.test.js'])
    expect(result, result.output).toMatchObject({ exitCode: 0, passed: 2 })
    expect(result.stderr).toMatch(
      /^osaurus-mockhost: the thread "linger" \(\d+\) of libchatter\.\w+ outlived destroy$/m,
    )
  })

  it('fails the file and names its test, where each test has an image, and the next test did not hear it', async () => {
    const result = await project.run(['-i', 'private-images.test.js'])
    expect(result).toMatchObject({ exitCode: 1, passed: 2, failed: 0 })
    expect(result.json?.testResults[0]?.message).toMatch(
      /DROPPED_CALLS: A call came after the test "leaves a thread in its private image" had ended\.[\s\S]*"late" +late: /,
    )
  })
})

describe('a tool that hangs under Jest', () => {
  let result: RunResult
  beforeAll(async () => {
    result = await project.run(['-i', 'timeouts.test.js'])
  })
  const messagesOf = (name: string) => result.tests.find((test) => test.name === name)?.messages.join('\n')

  it.each(['awaits a tool that hangs', 'blocks on a tool that hangs'])(
    'is shown with its calls in the test that %s, and not that its time is up',
    (name) => {
      expect(messagesOf(name)).toMatch(/CALL_TIMED_OUT: invoke "hang" did not return within \d+ ms[\s\S]*get_manifest/)
      expect(messagesOf(name)).not.toContain('Exceeded timeout')
    },
  )

  it('is named where the test gave it more time than it has itself, and the next test goes on', () => {
    expect(messagesOf('gives a tool more time than it has itself')).toMatch(
      /Exceeded timeout of 300 ms[\s\S]*CALL_TIMED_OUT: invoke "hang" did not return within 2000 ms/,
    )
    expect(messagesOf('comes after tools that hang')).toBe('')
    expect(result).toMatchObject({ exitCode: 1, passed: 1, failed: 3, timedOut: false })
  })
})

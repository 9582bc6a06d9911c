import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { host, plugin } from '../../src/index.js'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { TestFile } from '../../src/session/test-file.js'
import type { TestHost } from '../../src/session/used-session.js'
import { buildPlugins } from '../fixtures/plugins/build.mjs'

let libraries: Record<string, string>
let file: TestFile

beforeAll(async () => {
  libraries = await buildPlugins(['chatter', 'c_threads'])
})

beforeEach(() => {
  file = new TestFile('any.test.ts')
})

test('a thread of an earlier test logs for ever: with private images the next test does not hear it', async () => {
  const first = begin('the first test', { plugin: 'c_threads', image: 'test' })
  await first.run(async () => {
    await plugin.invoke('keep_talking')
    await host.until(({ logs }) => logs.contains('tick'))
  })
  const firstEnd = await first.end()
  expect(firstEnd).toEqual({
    errors: [],
    notes: [
      expect.stringMatching(/^the thread "(talker|worker)" \(\d+\) of libc_threads.* outlived destroy$/),
      expect.stringMatching(/^the thread "(talker|worker)" \(\d+\) of libc_threads.* outlived destroy$/),
    ],
  })

  const second = begin('the second test', { plugin: 'chatter', image: 'test' })
  const heard = await second.run(async () => {
    await plugin.invoke('empty')
    await waitForLateDrops(first.host())
    return host.calls.entries.filter(({ role }) => role === 'background')
  })
  expect(heard).toEqual([])
  expect(await second.end()).toEqual({ errors: [], notes: [] })
  expect(await file.finish()).toEqual([
    expect.objectContaining({
      code: 'DROPPED_CALLS',
      message: expect.stringMatching(/calls? came after the test "the first test" had ended\./),
    }),
  ])
})

test('a thread that kept the table of an earlier test speaks late, also where both share an image', async () => {
  const first = begin('the first test', { plugin: 'chatter' })
  await first.run(() => plugin.invoke('linger', { until: 'next_init', message: 'from the past' }))
  const { notes } = await first.end()
  expect(notes).toEqual([expect.stringMatching(/^the thread "linger" \(\d+\) of libchatter.* outlived destroy$/)])

  const second = begin('the second test', { plugin: 'chatter' })
  const heard = await second.run(async () => {
    await plugin.invoke('empty')
    await waitForLateDrops(first.host())
    return host.calls.entries.filter(({ role }) => role === 'background')
  })
  expect(heard).toEqual([])
  await second.end()
  expect(first.host().drops).toEqual([expect.objectContaining({ slot: 'log', reason: 'late' })])
})

test('a thread that reads the global table speaks through the next one, so the end of its test names it', async () => {
  const first = begin('the first test', { plugin: 'chatter' })
  await first.run(() => plugin.invoke('linger_global', { until: 'next_init', message: 'from the past' }))
  const { notes } = await first.end()
  expect(notes).toEqual([expect.stringMatching(/^the thread "linger" \(\d+\) of libchatter.* outlived destroy$/)])

  const second = begin('the second test', { plugin: 'chatter' })
  await second.run(async () => {
    await plugin.invoke('empty')
    await host.until(({ logs }) => logs.contains('from the past'))
  })
  expect(await second.end()).toEqual({ errors: [], notes: [] })
  expect(first.host().drops).toEqual([])
})

describe('of tests side by side', () => {
  const sideBySide = { concurrent: true, failOn: ['leftovers'] } as const

  test('each answers for the threads that called its own host, and for no others', async () => {
    const talking = begin('the test that talks', { plugin: 'c_threads', ...sideBySide })
    const short = begin('the short test', { plugin: 'chatter', ...sideBySide })
    await short.run(() => plugin.invoke('empty'))
    await talking.run(async () => {
      await plugin.invoke('keep_talking')
      await host.until(({ logs }) => logs.contains('tick'))
    })
    expect(await short.end()).toEqual({ errors: [], notes: [] })
    expect(await talking.end()).toEqual({
      errors: [expect.objectContaining({ code: 'LEFTOVER_THREADS' })],
      notes: expect.arrayContaining([expect.stringMatching(/ of libc_threads.* outlived destroy$/)]),
    })
  })

  test('what the options allow is not told of', async () => {
    const talking = begin('the test that talks', {
      plugin: 'c_threads',
      ...sideBySide,
      allowLeftovers: { '*': 'it is the subject' },
    })
    await talking.run(async () => {
      await plugin.invoke('keep_talking')
      await host.until(({ logs }) => logs.contains('tick'))
    })
    expect(await talking.end()).toEqual({ errors: [], notes: [] })
  })

  test('a thread that never called a host is held against none of them', async () => {
    const waiting = begin('the test with a silent thread', { plugin: 'chatter', ...sideBySide })
    const short = begin('the short test', { plugin: 'chatter', ...sideBySide })
    await short.run(() => plugin.invoke('empty'))
    await waiting.run(() => plugin.invoke('linger', { until: 'release', message: 'released' }))
    expect(await short.end()).toEqual({ errors: [], notes: [] })
    await waiting.run(() => plugin.invoke('release'))
    expect(await waiting.end()).toEqual({ errors: [], notes: [] })
  })

  test('a thread whose calls were dropped as ambiguous is held against its own', async () => {
    const options = { serialize: false, image: 'test', failOn: ['leftovers'] } as const
    const talking = begin('the test that talks', { plugin: 'c_threads', ...options })
    const short = begin('the short test', { plugin: 'chatter', ...options })
    await short.run(() => plugin.invoke('empty'))
    await talking.run(async () => {
      await plugin.invoke('keep_talking')
      await host.until(({ drops }) => drops.length > 0)
    })
    expect(await talking.end()).toMatchObject({ errors: [{ code: 'LEFTOVER_THREADS' }] })
    expect(await short.end()).toEqual({ errors: [], notes: [] })
  })
})

function begin(name: string, { plugin: library = '', ...options }: EnvironmentOptions) {
  const session = file.begin({
    name,
    file: 'leftovers.test.ts',
    root: '/',
    options: resolveOptions(options, { plugin: libraries[library] ?? library }),
    isSerialized: false,
  })
  return {
    run: <R>(body: () => R) => file.run(session, body),
    end: () => file.end(session),
    host: () => (session.used as TestHost).host,
  }
}

/** The host has ended, so its own `until` refuses. */
async function waitForLateDrops(ended: typeof host): Promise<void> {
  await host.until(() => ended.drops.length > 0)
}

import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format, inspect } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isHost } from '../../src/host/host-mark.js'
import { host, plugin } from '../../src/index.js'
import { runtime } from '../../src/native/runtime.js'
import { failureOf } from '../matchers/failure.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { openFile } from './begin-test.js'

const withCode = (code: string) => expect.objectContaining({ code })

describe('outside of a test', () => {
  it.each<[string, () => unknown]>([
    ['reading a recorder', () => host.logs],
    ['calling a method', () => host.hostAPIPointer()],
    ['setting a hook', () => Object.assign(host, { onConfigGet: () => null })],
    ['looking for a member', () => 'logs' in host],
    ['naming the plugin', () => plugin.manifest],
    ['calling the plugin while this thread waits', () => plugin.invokeSync('empty')],
  ])('%s throws NO_TEST_HOST', (_, use) => {
    expect(use).toThrow(withCode('NO_TEST_HOST'))
  })

  it('says where there is a host', () => {
    expect(() => host.id).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: NO_TEST_HOST: \`host\` was used while no test runs.
        to fix      use it in a test, beforeEach or afterEach; check that the test environment of osaurus-mockhost is configured; elsewhere make a new MockHost()
        more        docs/errors/NO_TEST_HOST.md]
    `)
  })

  it('calling the plugin rejects with NO_TEST_HOST, and names it', async () => {
    await expect(plugin.invoke('empty')).rejects.toThrow(/^NO_TEST_HOST: `plugin` was used while no test runs\./)
  })

  it('printing is no use', () => {
    expect(inspect([host, plugin])).toBe('[ [host of the running test], [plugin of the running test] ]')
    expect(format('%O', host)).toBe('[host of the running test]')
    expect(inspect.custom in host && inspect.custom in plugin).toBe(true)
    expect(JSON.stringify({ host, plugin })).toBe('{"host":{},"plugin":{}}')
    expect(Object.prototype.toString.call(host)).toBe('[object Object]')
  })

  it('an assertion that fails on them is no use', () => {
    expect(failureOf(() => expect(host).toBe(plugin))).not.toContain('NO_TEST_HOST')
    expect(failureOf(() => expect({ host, plugin }).toEqual({ host: 5, plugin: 'libhello' }))).not.toContain(
      'NO_TEST_HOST',
    )
    expect(failureOf(() => expect([host]).toContain(5))).not.toContain('NO_TEST_HOST')
  })

  it('awaiting is no use', async () => {
    expect(await host).toBe(host)
    expect(await Promise.all([plugin])).toEqual([plugin])
  })
})

describe('in a test', () => {
  it('`host` is the host of that test, and no other', async () => {
    const file = openFile()
    const [one, other] = [await file.begin('one'), await file.begin('other')]
    const ids = [one, other, one].map((test) => test.run(() => host.id))
    expect(ids[0]).not.toBe(ids[1])
    expect(ids[2]).toBe(ids[0])
    expect(one.run(() => isHost(host))).toBe(true)
  })

  it('a hook that is set is set on that host', async () => {
    const test = await openFile().begin('sets a hook')
    test.run(() => {
      host.onConfigGet = (key) => `value of ${key}`
      host.activeAgentId = 'agent-1'
    })
    expect(test.host().api.configGet('key')).toBe('value of key')
    expect(test.run(() => host.activeAgentId)).toBe('agent-1')
  })

  it('the plugin is loaded once, at its first use, by whichever way', async () => {
    const test = await openFile().begin('calls it three ways')
    await test.run(async () => {
      expect(plugin.invokeSync('empty')).toMatchObject({ ok: true })
      expect(plugin.manifest.plugin_id).toBe('com.example.chatter')
      expect(await plugin.invoke('empty')).toMatchObject({ ok: true })
    })
    const other = await openFile().begin('calls it twice at once')
    await other.run(() => Promise.all([plugin.invoke('empty'), plugin.invoke('empty')]))
    for (const { logs } of [test.host(), other.host()]) expect(logs.messages).toEqual(['entry', 'init', 'get_manifest'])
  })

  it('a member that answers at once throws while an earlier use still loads the plugin, which is loaded once', async () => {
    const test = await openFile().begin('is too early')
    await test.run(async () => {
      const pending = plugin.invoke('empty')
      expect(() => plugin.manifest).toThrowErrorMatchingInlineSnapshot(`
        [MockHostError: PLUGIN_ALREADY_LOADED: \`plugin.manifest\` was used while the first use of \`plugin\` is still loading it, and would have loaded it twice.
          to fix      await the first call before: await plugin.invoke(...), and then plugin.manifest
          more        docs/errors/PLUGIN_ALREADY_LOADED.md]
      `)
      expect(() => plugin.invokeSync('empty')).toThrow(/^PLUGIN_ALREADY_LOADED: `plugin.invokeSync` /)
      expect(await pending).toMatchObject({ ok: true })
      expect(plugin.manifest.plugin_id).toBe('com.example.chatter')
    })
    expect(test.host().logs.messages).toEqual(['entry', 'init', 'get_manifest'])
  })

  it('a responder that uses the plugin while this thread loads it does not load a second one', async () => {
    const test = await openFile().begin('asks in init', { plugin: await libraryOf('museum_token_in_init') })
    const seen: unknown[] = []
    await test.run(async () => {
      host.onConfigGet = () => {
        expect(() => plugin.manifest).toThrow(withCode('PLUGIN_ALREADY_LOADED'))
        seen.push(plugin.invoke('send', { text: 'hello' }))
        return null
      }
      expect(plugin.manifest.plugin_id).toBe('com.example.bot')
      expect(await Promise.all(seen)).toEqual([expect.objectContaining({ kind: 'unavailable' })])
    })
    expect(test.host().configReads).toHaveLength(1)
  })

  it('the plugin tells of its strings at once', async () => {
    const test = await openFile().begin('counts strings')
    await test.run(async () => {
      await plugin.invoke('empty')
      const { returned, givenBack } = plugin.strings
      expect(returned).toBeGreaterThan(0)
      expect(givenBack).toBe(returned)
    })
  })

  it('the plugin has no methods but its own', async () => {
    const test = await openFile().begin('mistypes')
    const call = test.run(() => (plugin as never as { configChange(): Promise<void> }).configChange())
    await expect(call).rejects.toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_ARGUMENT: A plugin has no method "configChange".
        to fix      did you mean "configChanged"?
        more        docs/errors/INVALID_ARGUMENT.md]
    `)
  })

  it('a plugin that cannot be loaded says why, each time', async () => {
    const test = await openFile().begin('has a bad path', { plugin: '/nowhere/libhello' })
    await expect(test.run(() => plugin.invoke('empty'))).rejects.toThrow(withCode('FILE_NOT_FOUND'))
    await expect(test.run(() => plugin.invoke('empty'))).rejects.toThrow(withCode('FILE_NOT_FOUND'))
    expect(() => test.run(() => plugin.manifest)).toThrow(withCode('FILE_NOT_FOUND'))
    const broken = await openFile().begin('has a bad library', { plugin: await libraryOf('null_init') })
    expect(() => broken.run(() => plugin.invokeSync('empty'))).toThrow(withCode('INIT_FAILED'))
  })

  it('a plugin that could not be loaded is loaded by the next use, if it can be by then', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'late-library-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'libchatter.so')
    const test = await openFile().begin('builds it meanwhile', { plugin: path })
    await expect(test.run(() => plugin.invoke('empty'))).rejects.toThrow(withCode('FILE_NOT_FOUND'))
    copyFileSync(await libraryOf('chatter'), path)
    expect(await test.run(() => plugin.invoke('empty'))).toMatchObject({ ok: true })
    expect(test.run(() => plugin.manifest.plugin_id)).toBe('com.example.chatter')
  })

  it('a plugin that nobody configured is asked for: NO_PLUGIN', async () => {
    const test = await openFile().begin('has none', { plugin: null })
    await expect(test.run(() => plugin.invoke('empty'))).rejects.toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: NO_PLUGIN: The test uses \`plugin\`, but no library is configured.
        to fix      give the environment the option plugin: './build/libhello', or load one with host.load(path)
        more        docs/errors/NO_PLUGIN.md]
    `)
  })
})

describe('outside the async chain of the tests', () => {
  /** As a server does that was started before the tests. */
  const outside = <R>(body: () => R): R => body()

  it('`host` is the one of the only running test', async () => {
    const test = await openFile().begin('has a server')
    outside(() => host.api.log(2, 'request'))
    expect(test.host().logs.messages).toEqual(['request'])
  })

  it('the plugin is the one of the only running test, and is destroyed with it', async () => {
    const test = await openFile().begin('has a server')
    expect(await outside(() => plugin.invoke('log', { message: 'request' }))).toMatchObject({ ok: true })
    await test.end()
    expect(test.host().logs.messages).toEqual(['entry', 'init', 'get_manifest', 'request', 'destroy'])
  })

  it('there is no host while several tests run, and the error says so', async () => {
    const file = openFile()
    const [one, other] = [await file.begin('one'), await file.begin('other')]
    expect(() => outside(() => host.id)).toThrow(
      /^NO_TEST_HOST: `host` was used while no test runs, or outside the async chain of several\./,
    )
    await one.end()
    outside(() => host.api.log(2, 'now it is clear whose'))
    expect(other.host().logs.messages).toEqual(['now it is clear whose'])
  })

  it('there is none when the only test has ended', async () => {
    const test = await openFile().begin('is over')
    test.run(() => host.id)
    await test.end()
    expect(() => outside(() => host.id)).toThrow(withCode('NO_TEST_HOST'))
  })
})

describe('the database of a test', () => {
  it('is found from the root of the runner, as its plugin is', async () => {
    const project = mkdtempSync(join(tmpdir(), 'database-'))
    onTestFinished(() => rmSync(project, { recursive: true }))
    const test = await openFile().begin('keeps notes', { database: 'notes.db', root: project })
    test.run(() => host.api.dbExec('CREATE TABLE note (text)'))
    expect(existsSync(join(project, 'notes.db'))).toBe(true)
    const other = await openFile().begin('keeps nothing', { database: ':memory:', root: project })
    other.run(() => host.api.dbExec('CREATE TABLE note (text)'))
    expect(readdirSync(project).filter((name) => name.includes('memory'))).toEqual([])
  })
})

describe('a test that never touches `host`', () => {
  it('has none: nothing is made and nothing installed', async () => {
    const { counters } = runtime().binding()
    const before = [counters.liveHosts, counters.installed]
    const test = await openFile().begin('touches nothing')
    test.run(() => {
      inspect(host)
      JSON.stringify({ host })
      void (host as Partial<PromiseLike<void>>).then
    })
    expect([counters.liveHosts, counters.installed]).toEqual(before)
    test.run(() => host.id)
    expect([counters.liveHosts, counters.installed]).toEqual(before.map((count) => count + 1))
  })
})

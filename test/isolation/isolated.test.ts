import { afterEach, describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { internals } from '../../src/host/mock-host.js'
import { MockHost, type MockHostOptions, type Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { children, countDescriptors, membersOf } from './processes.js'

const isLinux = process.platform === 'linux'

/** An isolated fixture plugin. Nobody destroys it: most of them crash. */
async function load(name: string, options: MockHostOptions = {}): Promise<{ host: MockHost; plugin: Plugin }> {
  const host = installHost({ isolate: true, ...options })
  const plugin = await host.load(await libraryOf(name))
  return { host, plugin }
}

/** Processes go when the core hears of their end, shortly after. */
async function noProcesses(): Promise<void> {
  await expect.poll(() => (isLinux ? children() : [])).toEqual([])
}

describe('an isolated plugin', () => {
  it('runs in another process, and its calls are recorded as those of any other', async () => {
    const { host, plugin } = await load('crasher')
    if (isLinux) expect(children()).toHaveLength(1)
    expect(await plugin.invoke('fine')).toSucceed({ tool: 'fine' })
    expect(plugin.invokeSync('fine')).toSucceed()
    expect(host).toHaveCalledHostTimes('log', 2)
    expect(host.calls.entries.map(({ role, frame }) => [role, frame?.kind])).toEqual([
      ['install', 'invoke'],
      ['install', 'invoke'],
    ])
    await plugin.destroy()
    await noProcesses()
  })

  it('is loaded by itself, whatever the host says', async () => {
    const host = installHost()
    const plugin = await host.load(await libraryOf('crasher'), { isolate: true })
    await expect(() => plugin.invoke('free_twice')).toCrash({ signal: 'SIGABRT' })
    const other = installHost({ isolate: true })
    const inside = await other.load(await libraryOf('crasher'), { isolate: false })
    if (isLinux) await noProcesses()
    await inside.destroy()
  })
})

/** What each tool of the crasher does to its process. */
const ends: readonly (readonly [tool: string, code: string, says: RegExp])[] = [
  ['null', 'PLUGIN_CRASHED', /crashed with SIG(SEGV|BUS) at address 0x0[\s\S]*a NULL pointer was used[\s\S]*use_null/],
  ['overflow', 'PLUGIN_CRASHED', /a function that calls itself without end[\s\S]*recurse/],
  ['abort', 'PLUGIN_CRASHED', /crashed with SIGABRT/],
  ['divide', 'PLUGIN_CRASHED', /crashed with SIGFPE[\s\S]*division by zero/],
  ['no_function', 'PLUGIN_CRASHED', /a function pointer that is NULL was called/],
  ['freed_function', 'PLUGIN_CRASHED', /freed or overwritten[\s\S]*call_freed_function/],
  ['free_twice', 'PLUGIN_CRASHED', /crashed with SIGABRT[\s\S]*the heap is broken[\s\S]*free_twice/],
  ['heap', 'PLUGIN_CRASHED', /crashed with SIGABRT[\s\S]*the heap is broken[\s\S]*write_behind_block/],
  ['bad_pointer', 'PLUGIN_CRASHED', /crashed with SIG(SEGV|BUS) at address 0x10/],
  ['kill', 'PLUGIN_CRASHED', /invoke "kill" was killed by SIGKILL/],
  ['exit', 'PLUGIN_EXITED', /invoke "exit" called exit\(3\)/],
  ['quick_exit', 'PLUGIN_EXITED', /invoke "quick_exit" called _exit\(3\)/],
  ['loop', 'PLUGIN_TIMED_OUT', /invoke "loop" did not return within 300 ms, so its process was killed/],
  ['own_mutex', 'PLUGIN_TIMED_OUT', /invoke "own_mutex" did not return within 300 ms, so its process was killed/],
]

describe.each(ends)('%s in an isolated plugin', (tool, code, says) => {
  it(`is ${code}, with the calls before it`, async () => {
    const { host, plugin } = await load('crasher')
    const limit = code === 'PLUGIN_TIMED_OUT' ? 300 : 10_000
    const error = await plugin.invoke(tool, {}, { timeout: limit }).catch((error: unknown) => error)
    expect(error).toMatchObject({ code })
    expect(String(error)).toMatch(says)
    expect(String(error)).toMatch(new RegExp(`invoke +log +\\S+ "${tool}"`))
    expect(host).toHaveLogged(tool)
    expect(host[internals].takeCrashes()).toEqual([])
    await expect(plugin.invoke('fine')).rejects.toThrow(/was not called/)
    const next = await host.load(await libraryOf('crasher'))
    expect(await next.invoke('fine')).toSucceed()
    await next.destroy()
    await noProcesses()
  })

  it('throws out of invokeSync', async () => {
    const { plugin } = await load('crasher')
    const limit = code === 'PLUGIN_TIMED_OUT' ? 300 : 10_000
    expect(() => plugin.invokeSync(tool, {}, { timeout: limit })).toThrow(says)
    await noProcesses()
  })
})

describe('a crash on a thread of an isolated plugin', () => {
  it('ends the wait for what the thread was to do', async () => {
    const { host, plugin } = await load('crasher')
    await plugin.invoke('on_thread').catch(() => {})
    await expect(() => host.until(() => false)).toCrash({ thread: 'crashing', after: 'log' })
    expect(host).toHaveLoggedFrom('crashing', 'about to crash')
  })

  it('ends the call that waits for the thread, which says that the crash was elsewhere', async () => {
    const { plugin } = await load('crasher')
    const error = await plugin.invoke('joined_thread').catch((error: unknown) => error)
    expect(String(error)).toMatch(
      /invoke "joined_thread" was cut off: a thread of the plugin crashed with SIG[\s\S]*"crashing"/,
    )
  })

  it('is not told to another host', async () => {
    const one = await load('crasher', { attribution: 'table' })
    const other = installHost()
    other.api.log(1, 'alive')
    await one.plugin.invoke('on_thread').catch(() => {})
    await expect.poll(() => one.host[internals].takeCrashes().length).toBe(1)
    expect(other[internals].takeCrashes()).toEqual([])
  })
})

describe('the process of an isolated plugin', () => {
  it.runIf(isLinux).each([
    ['is destroyed', (plugin: Plugin) => plugin.destroy()],
    ['crashes', (plugin: Plugin) => expect(() => plugin.invoke('null')).toCrash()],
    ['takes too long', (plugin: Plugin) => expect(() => plugin.invoke('loop', {}, { timeout: 100 })).toHang()],
  ])('goes with all that the plugin has started, when it %s', async (_, end) => {
    const { plugin } = await load('crasher')
    await plugin.invoke('leave_process')
    const [process] = children()
    expect(membersOf(process?.id ?? 0)).toHaveLength(2)
    await end(plugin)
    await expect.poll(() => membersOf(process?.id ?? 0)).toEqual([])
    await noProcesses()
  })
})

/** `ISOLATED_CRASHES=1000` is what a release has to stand. */
const rounds = Number(process.env.ISOLATED_CRASHES ?? 30)

describe(`${rounds} crashes of isolated plugins in a row`, () => {
  it.runIf(isLinux)(
    'leave no process and no descriptor, and each is told to its own host',
    { timeout: 1e7 },
    async () => {
      const library = await libraryOf('crasher')
      const fatal = ['null', 'abort', 'free_twice', 'quick_exit', 'kill', 'exit', 'divide', 'heap']
      let before = 0
      for (let round = 0; round < rounds; round++) {
        if (round === 4) before = countDescriptors()
        const tool = fatal[round % fatal.length] ?? ''
        using host = new MockHost({ isolate: true, name: `host of round ${round}` })
        host.hostAPIPointer()
        const plugin = await host.load(library)
        const error = await plugin.invoke(tool).catch((error: unknown) => error)
        expect(error).toMatchObject({ end: { during: `invoke "${tool}"`, after: 'log' } })
        expect(host.logs.messages).toEqual([tool])
        expect(host[internals].takeCrashes()).toEqual([])
      }
      await noProcesses()
      await expect.poll(countDescriptors).toBeLessThanOrEqual(before)
    },
  )
})

afterEach(() => {
  expect(MockHost.drops).toEqual([])
})

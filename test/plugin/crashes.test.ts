import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { internals } from '../../src/host/mock-host.js'
import type { MockHost, MockHostOptions, Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { libraryOf } from './load-fixture.js'
import { needsCaughtExit } from './needs-caught-exit.js'

/** A plugin that nobody destroys: what crashes is not called again. */
async function loadCrasher(): Promise<{ host: MockHost; plugin: Plugin }> {
  const host = installHost()
  return { host, plugin: await host.load(await libraryOf('crasher')) }
}

/** Calls a tool that has something crash beside it, and waits until the crash is booked. */
async function crashBeside({ host, plugin }: { host: MockHost; plugin: Plugin }, tool: string): Promise<void> {
  const { counters } = host[internals].native.binding
  const before = counters.crashes
  await plugin.invoke(tool)
  while (counters.crashes === before) await new Promise(setImmediate)
}

const kinds: readonly (readonly [tool: string, signal: RegExp, hint: RegExp])[] = [
  ['null', /SIG(SEGV|BUS) at address 0x0/, /a NULL pointer was used/],
  ['overflow', /SIG(SEGV|BUS)/, /a function that calls itself without end/],
  ['abort', /SIGABRT/, /abort\(\), a failed assertion, or a check of the C library/],
  ['divide', /SIGFPE/, /an integer division by zero/],
  ['no_function', /SIG(SEGV|BUS)/, /a function pointer that is NULL was called/],
]

/** Static functions of the crasher. */
const functions: Readonly<Record<string, string>> = {
  null: 'use_null',
  overflow: 'recurse',
  divide: 'divide',
}

describe.each(kinds)('a crash by %s', (tool, signal, hint) => {
  it('rejects the call with the signal, the place, and the last calls', async () => {
    const { plugin } = await loadCrasher()
    const error = await plugin.invoke(tool).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'PLUGIN_CRASHED' })
    const text = String(error)
    expect(text).toMatch(signal)
    expect(text).toMatch(hint)
    expect(text).toMatch(/crasher\.(so|dylib)\+0x/)
    expect(text).toMatch(new RegExp(`invoke +log +\\S+ "${tool}"`))
    expect(text).toMatch(new RegExp(`crasher\\.(so|dylib)\\+0x\\w+  ${functions[tool] ?? 'invoke'}\\n`))
  })

  it('throws out of invokeSync', async () => {
    const { plugin } = await loadCrasher()
    expect(() => plugin.invokeSync(tool)).toThrow(/PLUGIN_CRASHED: invoke ".*" crashed with/)
  })
})

/** Has a process of its own call a tool of the crasher. */
async function callInProcess(tool: string, options: MockHostOptions) {
  const script = `
    import { MockHost } from '${new URL('../../dist/index.mjs', import.meta.url).href}'
    const host = new MockHost(${JSON.stringify(options)})
    host.hostAPIPointer()
    const plugin = await host.load(${JSON.stringify(await libraryOf('crasher'))})
    await plugin.invoke('${tool}')`
  const args = ['--input-type=module', '-e', script]
  const { status, signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 })
  return { end: signal ?? status, stderr }
}

describe('a heap that is broken', () => {
  it('ends the process, which says why: no thread could go on', async () => {
    const { end, stderr } = await callInProcess('free_twice', {})
    expect(end).toBe('SIGABRT')
    expect(stderr).toContain('osaurus-mockhost: the plugin crashed, and the process ends\nsignal\tSIGABRT')
    expect(stderr).toMatch(/at\t\S*crasher\.(so|dylib)\+0x/)
  })
})

describe("onCrash: 'die'", () => {
  it('lets the signal of a call end the process, which says where', async () => {
    const { end, stderr } = await callInProcess('null', { onCrash: 'die' })
    expect(end).toMatch(/^SIG(SEGV|BUS)$/)
    expect(stderr).toMatch(/at\t\S*crasher\.(so|dylib)\+0x/)
  })
})

describe('a bad pointer that is handed to the host', () => {
  it('is a crash of the plugin, and the host goes on', async () => {
    const { host, plugin } = await loadCrasher()
    const error = await plugin.invoke('bad_pointer').catch((error: unknown) => error)
    expect(String(error)).toMatch(/PLUGIN_CRASHED: invoke "bad_pointer" crashed with SIG(SEGV|BUS) at address 0x10/)
    expect(String(error)).toMatch(/crasher\.(so|dylib)\+0x/)
    const next = await host.load(await libraryOf('crasher'))
    expect(await next.invoke('fine')).toMatchObject({ ok: true })
    host.api.configSet('key', 'value')
    expect(host.api.configGet('key')).toBe('value')
    await next.destroy()
  })
})

describe('exit() of the plugin', () => {
  it('rejects the call, which says so, and the process goes on', async (context) => {
    needsCaughtExit(context)
    const { host, plugin } = await loadCrasher()
    const error = await plugin.invoke('exit').catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'PLUGIN_EXITED' })
    expect(String(error)).toMatch(/invoke "exit" called exit\(3\)\./)
    expect(String(error)).toMatch(/crasher\.(so|dylib)\+0x/)
    expect(String(error)).toMatch(/invoke +log +\S+ "exit"/)
    await expect(plugin.invoke('fine')).rejects.toThrow(
      'PLUGIN_EXITED: invoke "fine" was not called: the plugin called exit() in invoke "exit"',
    )
    const next = await host.load(await libraryOf('crasher'))
    expect(await next.invoke('fine')).toMatchObject({ ok: true })
    await next.destroy()
  })

  it('is told when a thread of the plugin calls it', async (context) => {
    needsCaughtExit(context)
    const { host, plugin } = await loadCrasher()
    await plugin.invoke('exit_on_thread')
    const error = await host.until(() => false).catch((error: unknown) => error)
    expect(String(error)).toMatch(/PLUGIN_EXITED: A thread of the plugin called exit\(4\)/)
    expect(String(error)).toMatch(/thread +"exiting"/)
  })

  it("takes its course under onCrash: 'die'", async () => {
    const { end, stderr } = await callInProcess('exit', { onCrash: 'die' })
    expect(end).toBe(3)
    expect(stderr).toContain('exit\t3')
  })
})

describe('after a crash', () => {
  it('later calls of the plugin are refused, and the next load works', async () => {
    const { host, plugin } = await loadCrasher()
    await expect(plugin.invoke('null')).rejects.toThrow('PLUGIN_CRASHED')
    await expect(plugin.invoke('fine')).rejects.toThrow(
      'invoke "fine" was not called: the plugin crashed in invoke "null"',
    )
    const next = await host.load(await libraryOf('crasher'))
    expect(await next.invoke('fine')).toMatchObject({ ok: true, result: { tool: 'fine' } })
    await next.destroy()
  })

  it('calls of other plugins go on, also those in progress', async () => {
    const { plugin } = await loadCrasher()
    const other = await loadCrasher()
    const [crashed, fine] = await Promise.allSettled([plugin.invoke('null'), other.plugin.invoke('fine')])
    expect([crashed.status, fine.status]).toEqual(['rejected', 'fulfilled'])
  })
})

describe('a crash on a thread of the plugin', () => {
  it('ends the wait for what that thread was to do', async () => {
    const { host, plugin } = await loadCrasher()
    await plugin.invoke('on_thread')
    const error = await host.until(() => false).catch((error: unknown) => error)
    expect(String(error)).toMatch(/PLUGIN_CRASHED: A thread of the plugin crashed with SIG/)
    expect(String(error)).toMatch(/thread +"crashing"/)
    expect(String(error)).toMatch(/background.*"about to crash"/)
  })

  it('leaves the call that joins the thread to its timeout', async () => {
    const { host, plugin } = await loadCrasher()
    await expect(plugin.invoke('joined_thread', {}, { timeout: 300 })).rejects.toThrow('CALL_TIMED_OUT')
    expect(host[internals].takeCrashes().map(({ code }) => code)).toEqual(['PLUGIN_CRASHED'])
  })

  it('is found at the end of a test that waits for nothing', async () => {
    const { host, plugin } = await loadCrasher()
    await crashBeside({ host, plugin }, 'on_thread')
    expect(host[internals].takeCrashes().map(({ code }) => code)).toEqual(['PLUGIN_CRASHED'])
    expect(host[internals].takeCrashes()).toEqual([])
  })
})

describe('a crash beside the calls of the plugin', () => {
  it.each([
    ['on a thread of the plugin', 'on_thread'],
    ['in on_chunk', 'in_chunk'],
  ])('%s is told by destroy, once, where nobody has waited for it', async (_, tool) => {
    const { host, plugin } = await loadCrasher()
    host.on.complete_stream.reply({ content: ['one', 'two'] })
    await crashBeside({ host, plugin }, tool)
    await expect(plugin.destroy()).rejects.toMatchObject({ code: 'PLUGIN_CRASHED' })
    expect(host[internals].takeCrashes()).toEqual([])
  })
})

describe('a crash in on_chunk', () => {
  it('ends the stream with NULL, and is told to the host', async () => {
    const { host, plugin } = await loadCrasher()
    host.on.complete_stream.reply({ content: ['one', 'two', 'three'] })
    await plugin.invoke('in_chunk')
    expect(host.logs.messages).toContain('the stream ended with NULL')
    const crashes = host[internals].takeCrashes()
    expect(crashes.map(({ code }) => code)).toEqual(['PLUGIN_CRASHED'])
    expect(String(crashes[0])).toMatch(/crash_at_chunk/)
  })
})

describe('a child that the plugin forks', () => {
  it.each([
    ['child_aborts', 'the child ended by a signal'],
    ['child_exits', 'the child ended by itself'],
  ])('%s as it does without us', async (tool, message) => {
    const { host, plugin } = await loadCrasher()
    expect(await plugin.invoke(tool, {}, { timeout: 5000 })).toMatchObject({ ok: true })
    expect(host.logs.messages).toContain(message)
    expect(host[internals].takeCrashes()).toEqual([])
  })

  it('takes no isolated plugin along', async () => {
    const { host, plugin } = await loadCrasher()
    const isolated = await host.load(await libraryOf('chatter'), { isolate: true })
    await plugin.invoke('child_exits', {}, { timeout: 5000 })
    expect(await isolated.invoke('empty')).toMatchObject({ ok: true })
    await isolated.destroy()
  })
})

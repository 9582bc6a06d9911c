import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { internals } from '../../src/host/mock-host.js'
import type { LoadOptions, MockHost, MockHostOptions, Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { compileLateCrasher, type Plan } from './late-crasher.js'
import { needsCaughtExit } from './needs-caught-exit.js'

/** A plugin that nobody destroys but the test. */
async function loadCrasher(
  options: MockHostOptions = {},
  loadOptions: LoadOptions = {},
): Promise<{ host: MockHost; plugin: Plugin }> {
  const host = installHost(options)
  return { host, plugin: await host.load(await compileLateCrasher(), { image: 'test', ...loadOptions }) }
}

/** Resolves when a callback of the process has ended for ever, as JavaScript sees it. */
async function crashOf(host: MockHost, act: () => Promise<unknown>): Promise<void> {
  const { counters } = host[internals].native.binding
  const before = counters.crashes
  await act()
  await expect.poll(() => counters.crashes).toBeGreaterThan(before)
  await new Promise((resolve) => void setTimeout(resolve, 20))
}

function go(plugin: Plugin, plan: Plan): Promise<unknown> {
  return plugin.invoke('go', plan)
}

describe('what an event of a task runs into that the plugin itself has brought about', () => {
  it('is told by destroy, when the plugin had ended before', async () => {
    const { host, plugin } = await loadCrasher()
    await crashOf(host, () => go(plugin, { how: 'null' }))
    await expect(() => plugin.destroy()).toCrash({ during: 'on_task_event 0' })
  })

  it('is told by destroy, when the plugin ends while destroy waits for it', async () => {
    const { plugin } = await loadCrasher()
    await go(plugin, { how: 'null', ms: 50 })
    await expect(() => plugin.destroy()).toCrash({ during: 'on_task_event 0' })
  })

  it('is told when it calls exit()', async () => {
    const { plugin } = await loadCrasher()
    await go(plugin, { how: 'exit' })
    await expect(plugin.destroy()).rejects.toMatchObject({ code: 'PLUGIN_EXITED', end: { exitCode: 3 } })
  })

  it('is told by reload', async () => {
    const { host, plugin } = await loadCrasher()
    await crashOf(host, () => go(plugin, { how: 'null' }))
    await expect(() => plugin.reload()).toCrash({ during: 'on_task_event 0' })
  })

  it('is told by the plugin that it has happened to', async () => {
    const { host, plugin } = await loadCrasher()
    const other = await host.load(await compileLateCrasher('bystander'), { image: 'test' })
    await crashOf(host, () => go(plugin, { how: 'null' }))
    await other.destroy()
    await expect(() => plugin.destroy()).toCrash({ during: 'on_task_event 0' })
  })

  it('is told once: not by destroy when settle has told it', async () => {
    const { host, plugin } = await loadCrasher()
    await go(plugin, { how: 'null' })
    await expect(() => host.tasks.settle()).toCrash({ during: 'on_task_event 0' })
    await plugin.destroy()
  })

  it('is told once: not by destroy when the step of the test has told it', async () => {
    const { host, plugin } = await loadCrasher()
    await go(plugin, { how: 'return' })
    await host.tasks.settle()
    await plugin.invoke('plan', { how: 'null' })
    await expect(() => host.tasks.last.complete()).toCrash({ during: 'on_task_event 4' })
    await plugin.destroy()
  })

  it('is not told when it is but that the plugin had ended in a call that has told so', async () => {
    const { plugin } = await loadCrasher()
    await expect(() => plugin.invoke('go_and_crash', { how: 'return' })).toCrash({ during: 'invoke "go_and_crash"' })
    await plugin.destroy()
  })

  it('does not make destroy wait for long where the plugin is stuck', async () => {
    const { host, plugin } = await loadCrasher()
    await go(plugin, { how: 'hang' })
    await host.until(({ logs }) => logs.contains('event'))
    await expect(() => plugin.invoke('crash')).toCrash()
    const before = performance.now()
    await plugin.destroy()
    expect(performance.now() - before).toBeLessThan(3000)
  })

  it('is told when it comes while destroy waits, though another call has ended the plugin', async () => {
    const { host, plugin } = await loadCrasher()
    await go(plugin, { how: 'exit', ms: 200 })
    await host.until(({ logs }) => logs.contains('event'))
    await expect(() => plugin.invoke('crash')).toCrash({ during: 'invoke "crash"' })
    await expect(plugin.destroy()).rejects.toMatchObject({ code: 'PLUGIN_EXITED' })
  })
})

describe('what an event of an isolated plugin runs into', () => {
  it('is told by destroy', async () => {
    const { plugin } = await loadCrasher({}, { isolate: true })
    await go(plugin, { how: 'null', ms: 50 })
    await expect(() => plugin.destroy()).toCrash({ during: 'on_task_event 0' })
  })

  it('is not told when a call that went with the process has told it', async () => {
    const { host, plugin } = await loadCrasher({}, { isolate: true })
    await go(plugin, { how: 'hang' })
    await host.until(({ logs }) => logs.contains('event'))
    await expect(() => plugin.invoke('crash')).toCrash({ during: 'invoke "crash"' })
    await plugin.destroy()
  })

  it('is told once when it took other events along', async () => {
    const { host, plugin } = await loadCrasher({}, { isolate: true })
    await go(plugin, { how: 'hang' })
    await host.until(({ logs }) => logs.contains('event'))
    await go(plugin, { how: 'exit' })
    await expect(plugin.destroy()).rejects.toMatchObject({ code: 'PLUGIN_EXITED' })
  })
})

describe('a route that goes on after its client', () => {
  const leave = (plugin: Plugin) =>
    expect(plugin.fetch('/slow', { signal: AbortSignal.timeout(30) })).rejects.toThrow(
      expect.objectContaining({ name: 'TimeoutError' }),
    )

  it('has its crash told by destroy, when it crashed before', async () => {
    const { host, plugin } = await loadCrasher()
    await plugin.invoke('plan', { how: 'null', ms: 150 })
    await crashOf(host, () => leave(plugin))
    await expect(() => plugin.destroy()).toCrash({ during: 'handle_route GET /slow' })
  })

  it('has its crash told by destroy, when it crashes while destroy waits for it', async (context) => {
    needsCaughtExit(context)
    const { plugin } = await loadCrasher()
    await plugin.invoke('plan', { how: 'exit', ms: 150 })
    await leave(plugin)
    await expect(plugin.destroy()).rejects.toMatchObject({ code: 'PLUGIN_EXITED' })
  })

  it('has its crash told by destroy, when the app had answered 500 by then', async () => {
    const { host, plugin } = await loadCrasher({ limits: { routeTimeout: 30 } })
    await plugin.invoke('plan', { how: 'null', ms: 150 })
    await crashOf(host, async () => expect((await plugin.fetch('/slow')).status).toBe(500))
    await expect(() => plugin.destroy()).toCrash({ during: 'handle_route GET /slow' })
  })

  it('has its crash told though another call has ended the plugin', async (context) => {
    needsCaughtExit(context)
    const { plugin } = await loadCrasher()
    await plugin.invoke('plan', { how: 'exit', ms: 200 })
    await leave(plugin)
    await expect(() => plugin.invoke('crash')).toCrash({ during: 'invoke "crash"' })
    await expect(plugin.destroy()).rejects.toMatchObject({ code: 'PLUGIN_EXITED' })
  })

  it('tells nothing when it returns', async () => {
    const { plugin } = await loadCrasher()
    await plugin.invoke('plan', { how: 'return', ms: 100 })
    await leave(plugin)
    await plugin.destroy()
  })
})

describe('a route that crashes while its client waits', () => {
  it('tells its client alone, also when that leaves then', async () => {
    const { plugin } = await loadCrasher()
    const client = new AbortController()
    await plugin.invoke('plan', { how: 'null' })
    const answer = plugin.fetch('/slow', { signal: client.signal })
    await expect(() => answer.finally(() => client.abort())).toCrash({ during: 'handle_route GET /slow' })
    await plugin.destroy()
  })
})

describe('a change of config that ends several images of a plugin', () => {
  it('rejects with what each of them ran into', async (context) => {
    needsCaughtExit(context)
    const { host, plugin } = await loadCrasher()
    const other = await host.load(await compileLateCrasher(), { image: 'test' })
    await plugin.invoke('plan', { how: 'null' })
    await other.invoke('plan', { how: 'exit' })
    const error = await host.config.set('key', 'value').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ errors: [{ code: 'PLUGIN_CRASHED' }, { code: 'PLUGIN_EXITED' }] })
  })
})

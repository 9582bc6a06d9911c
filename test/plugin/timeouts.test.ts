import { describe, expect, it, onTestFinished } from 'vitest'
import { internals } from '../../src/host/mock-host.js'
import type { MockHost, Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { libraryOf, loadChatter, loadFixture } from './load-fixture.js'

/** Milliseconds in which a call comes to where it hangs, on a machine that has much else to do. */
const enough = 500

const withCode = (code: string) => expect.objectContaining({ code })

/** A plugin of an image of its own, stuck in a tool until the test ends. */
async function stuckPlugin(): Promise<{ host: MockHost; plugin: Plugin; error: Error }> {
  const { host, plugin } = await loadChatter({}, { image: 'test' })
  const error: Error = await plugin.invoke('hang', { announce: 'hanging' }, { timeout: enough }).then(
    () => new Error('it returned'),
    (reason) => reason,
  )
  return { host, plugin, error }
}

describe('a call that does not return in time', () => {
  it('rejects with CALL_TIMED_OUT, which names the frame and shows the calls', async () => {
    const { error } = await stuckPlugin()
    // Where the thread stands, which Linux alone tells, is another test's (watchdog.test.ts).
    const message = error.message
      .replaceAll(/(background|install) \d+/g, '$1 N')
      .replace(/ {2}its thread .*?(?= {2}JavaScript)/s, '')
    expect(message).toMatchInlineSnapshot(`
      "CALL_TIMED_OUT: invoke "hang" did not return within 500 ms.
        JavaScript  was free: it waited for the call, and answered what was asked
        calls
              #  thread                 frame         slot  arguments
              1  install N "osr-frame"  entry         log   debug, "entry"
              2  install N "osr-frame"  init          log   debug, "init"
              3  install N "osr-frame"  get_manifest  log   debug, "get_manifest"
              4  install N "osr-frame"  invoke        log   debug, "hanging"
        to fix      look for a lock or a loop in the plugin; a longer limit is { timeout: milliseconds }
        more        docs/errors/CALL_TIMED_OUT.md"
    `)
  })

  it('says whether its thread runs, waits for another thread, or for JavaScript, and who else waits', async () => {
    const host = installHost()
    const crasher = await libraryOf('crasher')
    const hang = async (tool: string) => {
      const plugin = await host.load(crasher, { image: 'test' })
      return plugin.invoke(tool, {}, { timeout: enough }).catch(String)
    }
    if (process.platform === 'linux') {
      expect(await hang('loop')).toMatch(/its thread +"osr-frame" runs: a loop/)
      expect(await hang('own_mutex')).toMatch(/its thread +"osr-frame" waits for a lock/)
    }
    const { host: other, plugin } = await loadChatter({ responderTimeout: 0 }, { image: 'test' })
    other.on.http_request.replyWith(() => new Promise<string>(() => {}))
    const asking = plugin.invoke('http', { url: 'https://a.example' }, { timeout: enough }).catch(String)
    expect(await asking).toMatch(
      /its thread +"osr-frame" waits for the answer of http_request since \d+ ms: the promise of its responder/,
    )
  })

  it('names the thread that waits for JavaScript, when the call waits for that thread', async () => {
    const { host, plugin } = await loadChatter({ responderTimeout: 0 }, { image: 'test' })
    host.on.http_request.replyWith(() => new Promise<string>(() => {}))
    const joined = { slot: 'http_request', args: ['{}'], thread: 'worker' }
    const late = await plugin.invoke('call', joined, { timeout: enough }).catch(String)
    expect(late).toMatch(/meanwhile +"worker" waits for the answer of http_request/)
    if (process.platform === 'linux') expect(late).toMatch(/its thread +"osr-frame" waits for the end of "worker"/)
  })

  it('in invokeSync throws the same', async () => {
    const { plugin } = await loadChatter({}, { image: 'test' })
    expect(() => plugin.invokeSync('hang', {}, { timeout: 30 })).toThrow(
      /^CALL_TIMED_OUT: invoke "hang" did not return within 30 ms/,
    )
    await expect(plugin.invoke('echo')).rejects.toThrow(withCode('PLUGIN_STUCK'))
  })

  it('makes later calls fail with PLUGIN_STUCK, which names the frame', async () => {
    const { plugin } = await stuckPlugin()
    await expect(plugin.invoke('echo')).rejects.toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: PLUGIN_STUCK: invoke "echo" was not called: the plugin never returned from invoke "hang".
        to fix      mend the call that timed out first; its error names the last calls of the plugin
        more        docs/errors/PLUGIN_STUCK.md]
    `)
    expect(() => plugin.invokeSync('echo')).toThrow(withCode('PLUGIN_STUCK'))
    await expect(plugin.configChanged('a', 'b')).rejects.toThrow(withCode('PLUGIN_STUCK'))
  })

  it('skips destroy', async () => {
    const { host, plugin } = await stuckPlugin()
    await plugin.destroy()
    expect(host.logs.messages).not.toContain('destroy')
    await expect(plugin.invoke('echo')).rejects.toThrow(withCode('PLUGIN_DESTROYED'))
  })

  it('makes reload fail with PLUGIN_STUCK', async () => {
    const { host, plugin } = await stuckPlugin()
    host.reset()
    await expect(plugin.reload()).rejects.toThrow(withCode('PLUGIN_STUCK'))
    expect(host.calls.length).toBe(0)
  })

  it('that returns after all changes nothing any more', async () => {
    const { host, plugin } = await loadChatter({}, { image: 'test' })
    const { core } = host[internals].native.binding
    const others = core.jobsRunning()
    await expect(plugin.invoke('sleep_ms', { ms: 500 }, { timeout: 10 })).rejects.toThrow(withCode('CALL_TIMED_OUT'))
    await expect.poll(() => core.jobsRunning()).toBeLessThanOrEqual(others)
    await expect(plugin.invoke('echo')).rejects.toThrow(withCode('PLUGIN_STUCK'))
    await host.idle({ quiet: 10 })
  })

  it('leaves other plugins of the host alone', async () => {
    const { host } = await stuckPlugin()
    const other = await host.load(await libraryOf('chatter'), { image: 'test' })
    expect(await other.invoke('empty')).toMatchObject({ ok: true })
    await other.destroy()
  })

  it('is not what ends a call in time', async () => {
    const { plugin } = await loadChatter()
    expect(await plugin.invoke('sleep_ms', { ms: 20 }, { timeout: 5000 })).toMatchObject({ ok: true })
    expect(plugin.invokeSync('sleep_ms', { ms: 20 }, { timeout: 5000 })).toMatchObject({ ok: true })
  })

  it('may have all the time there is', async () => {
    const { plugin } = await loadChatter()
    const warnings: Error[] = []
    const note = (warning: Error) => void warnings.push(warning)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    const options = { timeout: Number.POSITIVE_INFINITY }
    expect(await plugin.invoke('sleep_ms', { ms: 20 }, options)).toMatchObject({ ok: true })
    expect(plugin.invokeSync('sleep_ms', { ms: 20 }, options)).toMatchObject({ ok: true })
    await new Promise(setImmediate)
    expect(warnings).toEqual([])
  })
})

describe('the stack of a frame', () => {
  it('takes a plugin that needs 1 MiB, and 6 MiB', async () => {
    const { plugin } = await loadChatter()
    expect(await plugin.invoke('recurse', { bytes: 2 ** 20 })).toMatchObject({ ok: true, result: { bytes: 2 ** 20 } })
    expect(plugin.invokeSync('recurse', { bytes: 6 * 2 ** 20 })).toMatchObject({ ok: true })
  })

  it('is as large as frameStackSize says', async () => {
    const { plugin } = await loadChatter({ frameStackSize: 32 * 2 ** 20 })
    expect(await plugin.invoke('recurse', { bytes: 24 * 2 ** 20 })).toMatchObject({ ok: true })
  })
})

describe('a plugin that is stuck beside another', () => {
  it('has config.set reject only when the other one has got the value', async () => {
    const { host } = await stuckPlugin()
    await loadFixture(host, 'chatter', { image: 'test' })
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    host.on.config_set.replyWith(() => gate)
    let hasSettled = false
    const change = host.config.set('bot_token', 'T1').finally(() => {
      hasSettled = true
    })
    change.catch(() => {})
    await host.until(({ configWrites }) => configWrites.setCount > 0)
    expect(hasSettled).toBe(false)
    open()
    await expect(change).rejects.toThrow(withCode('PLUGIN_STUCK'))
  })
})

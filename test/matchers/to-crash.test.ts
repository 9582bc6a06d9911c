import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { installHost } from '../host/install-host.js'
import { libraryOf } from '../plugin/load-fixture.js'
import { needsCaughtExit } from '../plugin/needs-caught-exit.js'
import { awaitedFailureOf } from './failure.js'

/** Loads the plugin whose tools crash, exit and hang. */
async function loadCrasher() {
  const host = installHost()
  return { host, plugin: await host.load(await libraryOf('crasher')) }
}

describe('toCrash', () => {
  it('takes a function that calls the plugin, or the promise of a call', async () => {
    const first = await loadCrasher()
    await expect(() => first.plugin.invoke('null')).toCrash()
    const second = await loadCrasher()
    await expect(second.plugin.invoke('abort')).toCrash({ signal: 'SIGABRT' })
    const third = await loadCrasher()
    await expect(() => third.plugin.invokeSync('divide')).toCrash({
      signal: /FPE/,
      during: 'invoke "divide"',
      after: 'log',
    })
  })

  it('sees the crash of a thread that the test waits for', async () => {
    const { host, plugin } = await loadCrasher()
    await plugin.invoke('on_thread')
    await expect(() => host.until(() => false)).toCrash({ thread: 'crashing', after: 'log' })
  })

  it('fails for a call that returns, and says what it returned', async () => {
    const { plugin } = await loadCrasher()
    const message = await awaitedFailureOf(expect(() => plugin.invoke('fine')).toCrash({ signal: 'SIGSEGV' }))
    expect(message).toMatch(/expected the call to crash with signal "SIGSEGV"\nit returned \{ ok: true/)
    await expect(() => plugin.invoke('fine')).not.toCrash()
    await plugin.destroy()
  })

  it('fails for a crash of another kind, and shows it', async () => {
    const { plugin } = await loadCrasher()
    const message = await awaitedFailureOf(
      expect(() => plugin.invoke('null')).toCrash({ signal: 'SIGABRT', during: 'init' }),
    )
    expect(message).toMatch(/expected the call to crash with signal "SIGABRT" and during "init"/)
    expect(message).toMatch(/it crashed with SIG(SEGV|BUS) in invoke "null", after log/)
    expect(message).toMatch(/PLUGIN_CRASHED: invoke "null"[\s\S]*use_null/)
  })

  it('does not take an exit or a call that hangs for a crash', async (context) => {
    needsCaughtExit(context)
    const { plugin } = await loadCrasher()
    await expect(() => plugin.invoke('exit')).not.toCrash()
    const other = await loadCrasher()
    await expect(() => other.plugin.invoke('own_mutex', {}, { timeout: 50 })).not.toCrash()
  })

  it('negated, fails for a crash, and with the reason of a call that failed otherwise', async () => {
    const { plugin } = await loadCrasher()
    expect(await awaitedFailureOf(expect(() => plugin.invoke('null')).not.toCrash())).toMatch(
      /expected the call not to crash\nit crashed/,
    )
    const broken = () => Promise.reject(new Error('another reason'))
    expect(await awaitedFailureOf(expect(broken).not.toCrash())).toBe('another reason')
    expect(await awaitedFailureOf(expect(broken).toCrash())).toMatch(/it failed otherwise: Error: another reason/)
  })

  it.each([
    ['a subject that is no call', () => expect(5).not.toCrash()],
    ['an expectation that is no object', () => expect(() => {}).not.toCrash('SIGSEGV' as never)],
    ['an unknown expectation', () => expect(() => {}).not.toCrash({ signals: 'SIGSEGV' } as never)],
    ['a signal that is a number', () => expect(() => {}).not.toCrash({ signal: 11 as never })],
    ['two expectations', () => expect(() => {}).not.toCrash(...([{}, {}] as unknown as [object]))],
  ])('refuses %s, under .not too', async (_, assertion) => {
    expect(await awaitedFailureOf(assertion())).toMatch(/MATCHER_MISUSE: toCrash/)
  })
})

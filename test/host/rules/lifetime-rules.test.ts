import { describe, expect, it } from 'vitest'
import { PluginLifetime } from '../../../src/host/rules/lifetime-rules.js'
import { refreshThread } from '../../matchers/fake-host.js'
import { loadChatter } from '../../plugin/load-fixture.js'
import { violationsOf } from '../violations-of.js'
import { judge } from './judge.js'

describe('CALL_DURING_ENTRY', () => {
  it('is broken by a plugin that logs in its entry function, and not by what it does later', async () => {
    const { host } = await loadChatter()
    expect(host.logs.messages).toEqual(['entry', 'init', 'get_manifest'])
    expect(host.violations).toMatchObject([
      {
        rule: 'CALL_DURING_ENTRY',
        message: 'log was called in the entry function, before the app knows the plugin: it does nothing.',
        slot: 'log',
        seq: host.calls.to('log')[0]?.seq,
      },
    ])
  })

  it('says what the slot does there, and hides other rules: the call has no effect', () => {
    expect(judge('config_get', ['key'], { in: 'entry', agentId: undefined })).toEqual([
      expect.stringMatching(/^CALL_DURING_ENTRY: config_get .*: it answers NULL\.$/),
    ])
    expect(judge('dispatch', ['no JSON'], { in: 'entry' })).toEqual([
      expect.stringMatching(/^CALL_DURING_ENTRY: dispatch .*: it answers context_unavailable\.$/),
    ])
  })

  it('is not broken by slots that work without a context', () => {
    expect(judge('get_active_agent_id', [], { in: 'entry' })).toEqual([])
    expect(judge('free_string', [null], { in: 'entry' })).toEqual([])
  })
})

describe('CALL_AFTER_DESTROY', () => {
  it('is broken by a thread that speaks when destroy has returned', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('linger', { until: 'destroy', delay_ms: 40, message: 'too late' })
    await plugin.destroy()
    await host.until(({ logs }) => logs.contains('too late'))
    const call = host.calls.last
    expect(violationsOf(host, 'CALL_AFTER_DESTROY')).toMatchObject([
      {
        message:
          `log was called on background thread ${call?.thread.id} "linger" after destroy had returned, ` +
          'when the app has let go of the plugin: it does nothing.',
        slot: 'log',
        seq: call?.seq,
      },
    ])
  })

  it('is not broken by calls before and inside destroy', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('storm', { threads: 2, count: 5 })
    await plugin.destroy()
    expect(host.logs.messages.at(-1)).toBe('destroy')
    expect(violationsOf(host, 'CALL_AFTER_DESTROY')).toEqual([])
  })

  it('is not broken by a thread that speaks when the plugin has been entered again', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('linger', { until: 'next_init', message: 'still here' })
    await plugin.reload()
    await host.until(({ logs }) => logs.contains('still here'))
    expect(violationsOf(host, 'CALL_AFTER_DESTROY')).toEqual([])
  })

  it('is not broken by the test itself, nor on a host that never had a plugin', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.destroy()
    host.api.log(2, 'from the test')
    expect(violationsOf(host, 'CALL_AFTER_DESTROY')).toEqual([])
    expect(judge('log', [2, 'hello'], { on: refreshThread, in: undefined })).toEqual([])
  })
})

describe('the lifetime of plugins', () => {
  it('is over when all of them are gone', () => {
    const lifetime = new PluginLifetime()
    lifetime.enter(10)
    lifetime.enter(20)
    lifetime.leave(30)
    expect(lifetime.isOver(35)).toBe(false)
    lifetime.leave(40)
    expect([5, 15, 35, 40, 41].map((seq) => lifetime.isOver(seq))).toEqual([false, false, false, false, true])
  })

  it('begins again with the next plugin', () => {
    const lifetime = new PluginLifetime()
    lifetime.enter(10)
    lifetime.leave(20)
    lifetime.enter(30)
    expect([20, 21, 30, 31].map((seq) => lifetime.isOver(seq))).toEqual([false, true, true, false])
    lifetime.leave(40)
    expect([25, 35, 45].map((seq) => lifetime.isOver(seq))).toEqual([true, false, true])
  })

  it('was never there without a plugin', () => {
    expect(new PluginLifetime().isOver(1)).toBe(false)
  })
})

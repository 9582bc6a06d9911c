import { afterEach, describe, expect, it, vi } from 'vitest'
import { internals } from '../../../src/host/mock-host.js'
import { loadChatter } from '../../plugin/load-fixture.js'
import { installHost } from '../install-host.js'
import { violationsOf } from '../violations-of.js'

afterEach(() => {
  vi.useRealTimers()
})

describe('fail', () => {
  it('answers every call with an error of that code, failOnce one call', () => {
    const host = installHost()
    host.on.task_status.fail('not_found', 'no such task').failOnce('host_timeout')
    const answers = [1, 2, 3].map(() => JSON.parse(host.api.taskStatus('id') ?? ''))
    expect(answers).toEqual([
      { error: 'host_timeout', message: 'The test has prepared this error of task_status.' },
      { error: 'not_found', message: 'no such task' },
      { error: 'not_found', message: 'no such task' },
    ])
  })

  it('is NULL for config_get, which has no errors', () => {
    const host = installHost()
    host.api.configSet('key', 'value')
    host.on.config_get.failOnce('host_timeout')
    expect([host.api.configGet('key'), host.api.configGet('key')]).toEqual([null, 'value'])
  })

  it.each([[undefined], [''], [5]])('refuses %o as code', (code) => {
    expect(() => installHost().on.dispatch.fail(code as never)).toThrow('INVALID_ARGUMENT')
  })
})

describe('a slot that returns nothing', () => {
  it('hands its calls to replyWith, in place of the host', () => {
    const host = installHost()
    const seen: string[][] = []
    host.on.send_draft.replyWith((...texts) => void seen.push(texts))
    host.api.sendDraft('ID', '{"text":"…"}')
    expect(seen).toEqual([['ID', '{"text":"…"}']])
    expect(host.calls.to('send_draft')).toHaveLength(1)
  })

  it('waits for what replyWith returns, on the thread of the plugin', async () => {
    const { host, plugin } = await loadChatter()
    let isOver = false
    host.on.log.when({ message: /^slow/ }).replyWith(async () => {
      await new Promise(setImmediate)
      isOver = true
    })
    await plugin.invoke('call', { slot: 'log', args: ['slow log'] })
    expect(isOver).toBe(true)
    expect(host.logs.messages).toContain('slow log')
  })

  it('cannot reply', () => {
    const { on } = installHost()
    expect(() => (on.log as never as typeof on.dispatch).reply('x')).toThrow('log returns nothing, so it cannot reply')
  })

  it('reports a function that throws', () => {
    const host = installHost()
    host.on.dispatch_cancel.replyWith(() => {
      throw new Error('unwanted')
    })
    host.api.dispatchCancel('ID')
    expect(violationsOf(host, 'RESPONDER_FAILED')).toMatchObject([
      { rule: 'RESPONDER_FAILED', slot: 'dispatch_cancel' },
    ])
    expect(host[internals].findings.unexpectedErrors).toEqual([new Error('unwanted')])
  })
})

describe('delay', () => {
  it('holds answers back until the clock of the host has moved on', async () => {
    const { host, plugin } = await loadChatter()
    host.on.http_request.delay(5000).reply('{"status":200}')
    const result = plugin.invoke('http', {})
    await host.until(({ calls }) => calls.to('http_request').length === 1)
    host.clock.advance(4000)
    expect(host.calls.to('http_request')[0]?.answer).toBeUndefined()
    host.clock.advance(1000)
    expect(await result).toMatchObject({ ok: true, result: '{"status":200}' })
  })

  it('follows the fake timers of the runner, while our own waiting goes on', async () => {
    const { host, plugin } = await loadChatter()
    host.on.http_request.delay(60_000).reply('{"status":200}')
    vi.useFakeTimers()
    const result = plugin.invoke('http', {})
    await host.until(({ calls }) => calls.to('http_request').length === 1)
    vi.advanceTimersByTime(60_000)
    expect(await result).toMatchObject({ ok: true, result: '{"status":200}' })
  })

  it('holds the default back as well, and only where the condition fits', async () => {
    const { host, plugin } = await loadChatter()
    host.on.config_get.when({ key: 'slow' }).delay(60_000)
    await plugin.invoke('config_get', { key: 'fast' })
    const result = plugin.invoke('config_get', { key: 'slow' })
    await host.until(({ configReads }) => configReads.entries.some(({ key }) => key === 'slow'))
    host.clock.advance(60_000)
    await result
    expect(host.configReads.entries.map(({ value }) => value)).toEqual([null, null])
  })

  it('is refused in a synchronous call, which blocks the clock', async () => {
    const { host, plugin } = await loadChatter()
    host.on.http_request.delay(1).reply('{"status":200}')
    const result = plugin.invokeSync('http', {})
    expect(JSON.stringify(result)).toContain('has a delay in a synchronous call')
    expect(violationsOf(host, 'ASYNC_ANSWER_IN_SYNC_CALL')).toMatchObject([{ rule: 'ASYNC_ANSWER_IN_SYNC_CALL' }])
  })

  it.each([[-1], [Number.NaN], ['5']])('refuses %o', (delay) => {
    expect(() => installHost().on.dispatch.delay(delay as never)).toThrow('INVALID_ARGUMENT')
  })
})

// Vitest fails the run for a rejection that nobody handles.
describe('a function with a delay whose promise rejects before that is over', () => {
  it('fails the call when the delay is over', async () => {
    const { host, plugin } = await loadChatter()
    host.on.http_request.delay(20).replyWith(() => Promise.reject(new Error('boom')))
    await plugin.invoke('http', {})
    expect(violationsOf(host, 'RESPONDER_FAILED')).toMatchObject([{ message: expect.stringContaining('boom') }])
  })

  it('is refused in a synchronous call, and its error is lost', async () => {
    const { host, plugin } = await loadChatter()
    host.on.http_request.delay(20).replyWith(() => Promise.reject(new Error('boom')))
    plugin.invokeSync('http', {})
    await new Promise(setImmediate)
    expect(violationsOf(host, 'ASYNC_ANSWER_IN_SYNC_CALL')).toHaveLength(1)
  })
})

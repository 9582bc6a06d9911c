import { describe, expect, it } from 'vitest'
import { internals } from '../../src/host/mock-host.js'
import { MockHost } from '../../src/index.js'
import { loadChatter, loadFixture } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { slowAnswer } from './slow-answer.js'
import { violationsOf } from './violations-of.js'

const ofResponders = (host: MockHost) =>
  violationsOf(host, 'RESPONDER_FAILED', 'RESPONDER_TIMED_OUT', 'RESPONDER_UNREACHABLE', 'ASYNC_ANSWER_IN_SYNC_CALL')

/** What the plugin got, which it passes on as text. */
async function answerSeenByPlugin(host: MockHost, plugin: Awaited<ReturnType<typeof loadChatter>>['plugin']) {
  const result = await plugin.invoke('http', { url: 'https://example.com/' })
  if (!result.ok) throw new Error(result.raw)
  return { json: JSON.parse(String(result.result)), call: host.calls.to('http_request')[0] }
}

describe('a responder that throws', () => {
  it('gives the plugin an error, is a violation, and the error is kept for the test', async () => {
    const { host, plugin } = await loadChatter()
    const error = new Error('no such city')
    host.onHttpRequest = () => {
      throw error
    }
    const { json, call } = await answerSeenByPlugin(host, plugin)
    expect(json).toEqual({
      error: 'network_error',
      message: 'The responder of http_request threw: no such city',
      status: 0,
    })
    expect(ofResponders(host)).toEqual([
      {
        rule: 'RESPONDER_FAILED',
        message: 'The responder of http_request threw: no such city',
        fix: 'mend the responder; to play a failing host, return its error as an answer',
        slot: 'http_request',
        seq: call?.seq,
      },
    ])
    expect(host[internals].findings.unexpectedErrors).toEqual([error])
  })

  it('answers NULL for config_get, and the usual error envelope for other slots', () => {
    const host = installHost()
    const fail = () => {
      throw new Error('failed')
    }
    host.onConfigGet = fail
    host.onDispatch = fail
    expect(host.api.configGet('key')).toBeNull()
    expect(JSON.parse(host.api.dispatch('{}') ?? '')).toEqual({
      error: 'internal_error',
      message: 'The responder of dispatch threw: failed',
    })
  })

  it.each([
    ['a text', 'just text', 'just text'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an object with a message', { message: 'from an object' }, 'from an object'],
  ])('%s is reported as well', (_, thrown, text) => {
    const host = installHost()
    host.onDispatch = () => {
      throw thrown
    }
    host.api.dispatch('{}')
    expect(ofResponders(host)).toMatchObject([{ message: `The responder of dispatch threw: ${text}` }])
    expect(host[internals].findings.unexpectedErrors).toEqual([thrown])
  })

  it('does the same when its promise rejects', async () => {
    const { host, plugin } = await loadChatter()
    const error = new Error('later')
    host.onHttpRequest = () => Promise.reject(error)
    const { json } = await answerSeenByPlugin(host, plugin)
    expect(json).toMatchObject({ error: 'network_error', message: 'The responder of http_request threw: later' })
    expect(host[internals].findings.unexpectedErrors).toEqual([error])
  })

  it('does not stop the next call', async () => {
    const { host, plugin } = await loadChatter()
    host.onHttpRequest = () => {
      host.onHttpRequest = () => '{"status":200}'
      throw new Error('the first time')
    }
    await plugin.invoke('http', {})
    expect(await plugin.invoke('http', {})).toMatchObject({ ok: true, result: '{"status":200}' })
  })

  it('is no violation any more after a reset, and still the error of a test', () => {
    const host = installHost()
    host.onDispatch = () => {
      throw new Error('failed')
    }
    host.api.dispatch('{}')
    host.reset()
    expect(host[internals].findings.unexpectedErrors).toEqual([new Error('failed')])
    expect(ofResponders(host)).toEqual([])
  })
})

describe('a responder that returns no text', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, 'a number'],
    [{ status: 200 }, 'an object'],
    [['a'], 'an array'],
  ])('%o is RESPONDER_FAILED', (value, name) => {
    const host = installHost()
    host.onDispatch = () => value as never
    const message = `The responder of dispatch returned ${name} instead of a string.`
    expect(JSON.parse(host.api.dispatch('{}') ?? '')).toEqual({ error: 'internal_error', message })
    expect(ofResponders(host)).toMatchObject([{ rule: 'RESPONDER_FAILED', message }])
    expect(host[internals].findings.unexpectedErrors).toEqual([expect.objectContaining({ code: 'RESPONDER_FAILED' })])
  })

  it('may return null for config_get, but not undefined', () => {
    const host = installHost()
    host.onConfigGet = () => null
    host.api.configGet('key')
    expect(ofResponders(host)).toEqual([])
    host.onConfigGet = () => undefined as never
    host.api.configGet('key')
    expect(ofResponders(host)).toMatchObject([
      { message: 'The responder of config_get returned undefined instead of a string or null.' },
    ])
  })
})

describe('a responder that never answers', () => {
  it('is given up after responderTimeout, and the plugin goes on', async () => {
    const { host, plugin } = await loadChatter({ responderTimeout: 20 })
    host.onHttpRequest = () => new Promise(() => {})
    const { json, call } = await answerSeenByPlugin(host, plugin)
    const message =
      'The responder of http_request did not answer within 20 ms: its promise has not settled, and the thread "osr-frame" waited for it.'
    const answer = `${message} Settle its promise, or raise responderTimeout.`
    expect(json).toEqual({ error: 'network_error', message: answer, status: 0 })
    expect(ofResponders(host)).toMatchObject([
      { rule: 'RESPONDER_TIMED_OUT', message, slot: 'http_request', seq: call?.seq },
    ])
  })

  it('and answers late is not listened to', async () => {
    const { host, plugin } = await loadChatter({ responderTimeout: 20 })
    const { respond, answer } = slowAnswer()
    host.onHttpRequest = respond
    const { json } = await answerSeenByPlugin(host, plugin)
    answer('{"status":200}')
    await new Promise(setImmediate)
    expect(json).toMatchObject({ error: 'network_error' })
    expect(host.calls.to('http_request')).toMatchObject([{ answer: expect.stringContaining('did not answer') }])
    expect(ofResponders(host)).toHaveLength(1)
  })

  it('has all the time there is with responderTimeout: 0', async () => {
    const { host, plugin } = await loadChatter({ responderTimeout: 0 })
    const { respond, asked, answer } = slowAnswer()
    host.onHttpRequest = respond
    const result = plugin.invoke('http', {})
    await asked
    await new Promise((resolve) => setTimeout(resolve, 30))
    answer('{"status":200}')
    expect(await result).toMatchObject({ ok: true, result: '{"status":200}' })
    expect(ofResponders(host)).toEqual([])
  })
})

describe('an async responder', () => {
  it('may take its time while plugin.invoke waits', async () => {
    const { host, plugin } = await loadChatter()
    host.onHttpRequest = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return `answer to ${request}`
    }
    expect(await plugin.invoke('http', { a: 1 })).toMatchObject({ ok: true, result: 'answer to {"a":1}' })
  })

  it('serves threads that the plugin joins', async () => {
    const { host, plugin } = await loadChatter()
    let asked = 0
    host.onHttpRequest = async () => {
      await new Promise(setImmediate)
      return `${++asked}`
    }
    expect(await plugin.invoke('nested_join', { threads: 8 })).toMatchObject({ ok: true, result: { answers: 8 } })
    expect(asked).toBe(8)
  })

  it('in invokeSync is refused at once: ASYNC_ANSWER_IN_SYNC_CALL', async () => {
    const { host, plugin } = await loadChatter()
    host.onHttpRequest = async () => '{"status":200}'
    const result = plugin.invokeSync('http', {})
    expect(result.ok && JSON.parse(String(result.result))).toMatchObject({
      error: 'network_error',
      message: expect.stringContaining('Use await plugin.invoke(...)'),
    })
    expect(ofResponders(host)).toMatchObject([{ rule: 'ASYNC_ANSWER_IN_SYNC_CALL', slot: 'http_request' }])
  })

  it('is refused in a call that the test makes itself', () => {
    const host = installHost()
    host.onHttpRequest = async () => '{"status":200}'
    expect(JSON.parse(host.api.httpRequest('{}') ?? '')).toMatchObject({ error: 'network_error', status: 0 })
    host.api.onNewThread((api) => api.httpRequest('{}'))
    expect(ofResponders(host).map(({ rule }) => rule)).toEqual([
      'ASYNC_ANSWER_IN_SYNC_CALL',
      'ASYNC_ANSWER_IN_SYNC_CALL',
    ])
  })

  it('that is refused and then rejects disturbs nobody', async () => {
    const host = installHost()
    host.onHttpRequest = () => Promise.reject(new Error('nobody waits for me'))
    host.api.httpRequest('{}')
    await new Promise(setImmediate)
    expect(host[internals].findings.unexpectedErrors).toEqual([])
  })
})

describe('a synchronous call', () => {
  it('serves responders of threads that the plugin joins', async () => {
    const { host, plugin } = await loadChatter()
    host.onHttpRequest = () => '{"status":200}'
    expect(plugin.invokeSync('nested_join', { threads: 8 })).toMatchObject({ ok: true, result: { answers: 8 } })
  })

  it("serves another host's background thread meanwhile", async () => {
    const mine = new MockHost({ attribution: 'table' })
    const other = new MockHost({ attribution: 'table' })
    let isInside = false
    const servedInside: boolean[] = []
    other.onHttpRequest = () => {
      servedInside.push(isInside)
      return '{"status":200}'
    }
    await other.withInstalled(async () => {
      const theirs = await loadFixture(other, 'chatter', { image: 'test' })
      const result = theirs.invoke('http_from_thread', { threads: 1 })
      await mine.withInstalled(async () => {
        const ours = await loadFixture(mine, 'chatter', { image: 'test' })
        isInside = true
        ours.invokeSync('sleep_ms', { ms: 50 })
        isInside = false
        await ours.destroy()
      })
      expect(await result).toMatchObject({ ok: true, result: { answers: 1 } })
      await theirs.destroy()
    })
    expect(servedInside).toHaveLength(1)
  })

  it('may call the plugin from a responder, 10 deep', async () => {
    const { host, plugin } = await loadChatter()
    host.onConfigGet = (key) => {
      const depth = Number(key)
      if (depth === 0) return 'bottom'
      const result = plugin.invokeSync('config_get', { key: String(depth - 1) })
      return result.ok ? `${depth} ${result.result}` : result.message
    }
    expect(plugin.invokeSync('config_get', { key: '9' })).toMatchObject({
      ok: true,
      result: '9 8 7 6 5 4 3 2 1 bottom',
    })
    expect(ofResponders(host)).toEqual([])
  })

  it('nested more than 16 deep throws PUMP_TOO_DEEP, and the outer ones end well', async () => {
    const { host, plugin } = await loadChatter()
    const errors: unknown[] = []
    let deepest = 0
    host.onConfigGet = (key) => {
      const depth = Number(key)
      deepest = Math.max(deepest, depth)
      try {
        plugin.invokeSync('config_get', { key: String(depth + 1) })
      } catch (error) {
        errors.push(error)
      }
      return 'unwound'
    }
    expect(plugin.invokeSync('config_get', { key: '1' })).toMatchObject({ ok: true, result: 'unwound' })
    expect(deepest).toBe(16)
    expect(errors).toEqual([expect.objectContaining({ code: 'PUMP_TOO_DEEP' })])
    expect(plugin.invokeSync('empty')).toMatchObject({ ok: true })
  })

  it('from onNewThread counts as well', () => {
    const host = installHost()
    const nest = (depth: number): void =>
      host.api.onNewThread((api) => {
        host.onConfigGet = () => {
          nest(depth + 1)
          return null
        }
        api.configGet('key')
      })
    expect(() => nest(1)).not.toThrow()
    expect(ofResponders(host)).toMatchObject([{ message: expect.stringContaining('PUMP_TOO_DEEP') }])
  })
})

describe('a responder', () => {
  it('runs in the async context of its host, wherever it is asked from', async () => {
    const host = new MockHost()
    const inner = new MockHost()
    const seen: boolean[] = []
    await host.withInstalled(async () => {
      host.onConfigGet = () => {
        // Calls made here are the host's own, not those of the body that happens to pump.
        host.api.log(2, 'from the responder')
        seen.push(inner.isInstalled)
        return 'value'
      }
      const plugin = await loadFixture(host, 'chatter', { image: 'test' })
      await plugin.invoke('config_get', { key: 'a' })
      await plugin.destroy()
    })
    expect(seen).toEqual([false])
    expect(host.logs.messages).toContain('from the responder')
  })

  it('may use the host that asks it', () => {
    const host = installHost()
    host.onConfigGet = (key) => {
      host.api.log(2, `asked for ${key}`)
      return key === 'inner' ? 'found' : host.api.configGet('inner')
    }
    expect(host.api.configGet('outer')).toBe('found')
    expect(host.logs.messages).toEqual(['asked for outer', 'asked for inner'])
    expect(host.configReads.entries).toMatchObject([
      { key: 'outer', value: 'found' },
      { key: 'inner', value: 'found' },
    ])
  })

  it('may reset its host', async () => {
    const { host, plugin } = await loadChatter()
    host.onConfigGet = (key) => {
      host.reset()
      return key
    }
    expect(plugin.invokeSync('config_get', { key: 'after a reset' })).toMatchObject({ result: 'after a reset' })
  })
})

describe('a defect of ours while a call is answered', () => {
  it('is thrown on the event loop, and every thread gets an answer', async () => {
    const { host, plugin } = await loadChatter()
    const { binding, id } = host[internals].native
    host.onHttpRequest = () => '{"status":200}'
    binding.answerFor(id, {
      answer() {
        throw new Error('a defect')
      },
      answerNow: () => null,
    })
    const thrown = await uncaughtDuring(async () => {
      await Promise.all([1, 2, 3].map(() => plugin.invoke('http', {})))
    })
    expect(thrown).toEqual([1, 2, 3].map(() => expect.objectContaining({ message: 'a defect' })))
  })
})

/** What is thrown on the event loop meanwhile, in place of Vitest. */
async function uncaughtDuring(body: () => Promise<void>): Promise<unknown[]> {
  const listeners = process.listeners('uncaughtException')
  const thrown: unknown[] = []
  process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => thrown.push(error))
  try {
    await body()
    await new Promise(setImmediate)
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of listeners) process.on('uncaughtException', listener)
  }
  return thrown
}

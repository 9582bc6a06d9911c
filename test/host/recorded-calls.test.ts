import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { MockHost } from '../../src/index.js'
import { runtime } from '../../src/native/runtime.js'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { slowAnswer } from './slow-answer.js'

describe('a recorder', () => {
  it('is a live view: what was taken before a call shows the call', () => {
    const host = installHost()
    const { calls, logs, configWrites } = host
    host.api.log(2, 'one')
    expect(logs.messages).toEqual(['one'])
    host.api.configSet('key', 'value')
    host.api.log(2, 'two')
    expect(logs.messages).toEqual(['one', 'two'])
    expect(configWrites.setCount).toBe(1)
    expect(calls.length).toBe(3)
    expect(host.logs).toBe(logs)
  })

  it('gives out the same entries again, and adds what is new', () => {
    const host = installHost()
    host.api.log(2, 'one')
    const [first] = host.calls.entries
    host.api.log(2, 'two')
    expect(host.calls.entries[0]).toBe(first)
    expect(host.calls.entries).toHaveLength(2)
  })

  it('keeps the order of calls to different slots', () => {
    const host = installHost()
    host.api.configSet('key', 'value')
    host.api.log(2, 'between')
    host.api.configDelete('key')
    host.api.configGet('key')
    expect(host.calls.entries.map((call) => [call.seq, call.slot])).toEqual([
      [1, 'config_set'],
      [2, 'log'],
      [3, 'config_delete'],
      [4, 'config_get'],
    ])
  })

  it('is empty, and needs no native code, on a host that was never used', () => {
    const liveHosts = runtime().loaded?.counters.liveHosts ?? 0
    const host = new MockHost()
    expect(host.calls.entries).toEqual([])
    expect(host.logs.messages).toEqual([])
    expect(host.configWrites.lastValue('key')).toBeUndefined()
    expect(host.drops).toEqual([])
    expect(host.violations).toEqual([])
    expect(host.threads).toEqual([])
    expect(inspect(host)).toBe("MockHost { not installed, profile: 'full', calls: 0 }")
    expect(runtime().loaded?.counters.liveHosts ?? 0).toBe(liveHosts)
  })
})

describe('a call', () => {
  it('has its arguments by name, and the answer', () => {
    const host = installHost()
    host.on.config_get.reply('eu')
    host.api.logStructured(3, 'fetched', '{"city":"Oslo"}')
    host.api.configGet('region')
    host.api.listModels()
    host.api.freeString(null)
    expect(host.calls.entries.slice(0, 2)).toMatchObject([
      { slot: 'log_structured', args: { level: 3, message: 'fetched', payload: '{"city":"Oslo"}' }, answer: undefined },
      { slot: 'config_get', args: { key: 'region' }, answer: 'eu' },
    ])
    expect(host.calls.to('list_models')[0]?.args).toEqual({})
    expect(host.calls.last).toMatchObject({ slot: 'free_string', args: { pointer: null } })
  })

  it('of the test itself is made on the install thread, in no frame, with the agent of the host', () => {
    const host = installHost()
    host.activeAgentId = 'agent-1'
    host.api.log(2, 'hello')
    expect(host.calls.last).toMatchObject({ role: 'install', frame: null, agentId: 'agent-1' })
    expect(host.threads).toEqual([host.calls.last?.thread])
  })

  it('is timed by a clock that goes on', () => {
    const host = installHost()
    host.api.log(2, 'one')
    host.api.log(2, 'two')
    const [one, two] = host.calls.entries
    expect(one?.at).toBeGreaterThan(0)
    expect(two?.at).toBeGreaterThanOrEqual(one?.at ?? Number.NaN)
  })

  it('has no duration where C answers, and one where JavaScript does', () => {
    const host = installHost()
    host.api.configGet('from C')
    host.onConfigGet = () => 'from JavaScript'
    host.api.configGet('from JavaScript')
    const [fixed, asked] = host.calls.to('config_get')
    expect(fixed?.duration).toBeUndefined()
    expect(asked?.duration).toBeGreaterThan(0)
  })

  it('is visible without an answer while its responder runs, and completed by its return', async () => {
    const { host, plugin } = await loadChatter()
    const { respond, asked, answer } = slowAnswer()
    host.onHttpRequest = respond
    const result = plugin.invoke('http', { url: 'https://example.com/' })
    await asked
    const call = host.calls.to('http_request')[0]
    expect(call).toMatchObject({ answer: undefined })
    expect(call).not.toHaveProperty('duration')
    answer('{"status":200}')
    await result
    expect(host.calls.to('http_request')[0]).toBe(call)
    expect(call).toMatchObject({ answer: '{"status":200}', duration: expect.any(Number) })
  })
})

describe('logs', () => {
  it('have level, message and payload, and are searched in both texts', () => {
    const host = installHost()
    host.api.log(0, 'trace')
    host.api.logStructured(4, 'failed', '{"code":17}')
    host.api.logStructured(2, 'no payload', null)
    expect(host.logs.entries).toMatchObject([
      { level: 0, message: 'trace', payload: null },
      { level: 4, message: 'failed', payload: '{"code":17}' },
      { level: 2, message: 'no payload', payload: null },
    ])
    expect(host.logs.messages).toEqual(['trace', 'failed', 'no payload'])
    expect(host.logs.contains('"code":17')).toBe(true)
    expect(host.logs.contains('rac')).toBe(true)
    expect(host.logs.contains('absent')).toBe(false)
    expect(host.logs.last?.call.slot).toBe('log_structured')
  })

  it("join message and payload in profile 'upstream'", () => {
    const host = installHost({ profile: 'upstream' })
    host.api.logStructured(2, 'fetched', '{"a":1}')
    expect(host.logs.entries).toMatchObject([{ message: 'fetched {"a":1}', payload: null }])
  })
})

describe('config writes', () => {
  it('count sets and deletes; a delete does not hide the last value', () => {
    const host = installHost()
    host.api.configSet('token', 'T1')
    host.api.configSet('token', 'T2')
    host.api.configDelete('token')
    expect(host.configWrites.setCount).toBe(2)
    expect(host.configWrites.deleteCount).toBe(1)
    expect(host.configWrites.lastValue('token')).toBe('T2')
    expect(host.configWrites.lastValue('other')).toBeUndefined()
    expect(host.configWrites.writes).toMatchObject([
      { kind: 'set', key: 'token', value: 'T1' },
      { kind: 'set', key: 'token', value: 'T2' },
      { kind: 'delete', key: 'token' },
    ])
  })

  it("are not what config_get answers under the profile 'upstream'", () => {
    const host = installHost({ profile: 'upstream' })
    host.api.configSet('token', 'T1')
    expect(host.api.configGet('token')).toBeNull()
    expect([...host.configReads]).toMatchObject([{ key: 'token', value: null }])
  })
})

describe('requests', () => {
  it('are parsed; what is no JSON stays text', () => {
    const host = installHost()
    host.api.dispatch('{"prompt":"hi"}')
    host.api.dispatch('no json')
    host.api.httpRequest('{"url":"https://example.com/","method":"GET"}')
    expect(host.dispatches.requests).toEqual([{ prompt: 'hi' }, 'no json'])
    expect(host.dispatches.last).toBe('no json')
    expect(host.dispatches.calls.map(({ slot }) => slot)).toEqual(['dispatch', 'dispatch'])
    expect(host.httpRequests.last).toEqual({ url: 'https://example.com/', method: 'GET' })
  })
})

describe('statements', () => {
  it('are those of both slots, in order', () => {
    const host = installHost()
    host.api.dbExec('DELETE FROM notes WHERE id = ?', '[5]')
    host.api.dbQuery('SELECT 1', null)
    expect(host.statements.entries).toMatchObject([
      { kind: 'exec', sql: 'DELETE FROM notes WHERE id = ?', params: [5] },
      { kind: 'query', sql: 'SELECT 1', params: null },
    ])
  })
})

describe('threads', () => {
  it('are listed once each, in order of their first call, with their names', () => {
    const host = installHost()
    host.api.log(2, 'here')
    host.api.onNewThread((api) => api.log(2, 'there'), { name: 'worker' })
    host.api.log(2, 'here again')
    expect(host.threads).toHaveLength(2)
    expect(host.threads[1]).toMatchObject({ name: 'worker', osId: expect.any(Number) })
    expect(host.threads[0]).toBe(host.calls.entries[2]?.thread)
    expect(host.threads[0]?.id).not.toBe(host.threads[1]?.id)
  })

  it('select calls: by role, number, name, RegExp, or the thread itself', () => {
    const host = installHost()
    host.api.log(2, 'here')
    host.api.onNewThread((api) => api.log(2, 'there'), { name: 'worker' })
    const thread = host.threads[1]
    if (thread === undefined) throw new Error('no second thread')
    const there = [host.calls.entries[1]]
    expect(host.calls.from('background')).toEqual(there)
    expect(host.calls.from(thread.id)).toEqual(there)
    expect(host.calls.from('worker')).toEqual(there)
    expect(host.calls.from(/^work/)).toEqual(there)
    expect(host.calls.from(thread)).toEqual(there)
    expect(host.calls.from('install')).toEqual([host.calls.entries[0]])
    expect(host.calls.from('nobody')).toEqual([])
  })
})

describe('reset', () => {
  it('empties the journal, and keeps answers and install', () => {
    const host = installHost()
    const { logs } = host
    host.onConfigGet = () => 'kept'
    host.api.log(2, 'before')
    host.api.configSet(null, null)
    host.reset()
    expect(host.calls.length).toBe(0)
    expect(logs.messages).toEqual([])
    expect(host.violations).toEqual([])
    expect(host.api.configGet('key')).toBe('kept')
    host.api.log(2, 'after')
    expect(logs.messages).toEqual(['after'])
  })

  it('lets sequence numbers go on', () => {
    const host = installHost()
    host.api.log(2, 'before')
    host.reset()
    host.api.log(2, 'after')
    expect(host.calls.entries.map(({ seq }) => seq)).toEqual([2])
  })

  it('completes a call in progress without bringing it back', async () => {
    const { host, plugin } = await loadChatter()
    const { respond, asked, answer } = slowAnswer()
    host.onHttpRequest = respond
    const result = plugin.invoke('http', {})
    await asked
    expect(host.httpRequests.length).toBe(1)
    host.reset()
    answer('{"status":200}')
    expect(await result).toMatchObject({ ok: true, result: '{"status":200}' })
    expect(host.httpRequests.length).toBe(0)
  })
})

describe('a journal that is full', () => {
  it('counts further calls and says so in one violation', () => {
    const host = installHost({ journalLimit: 4096 })
    for (let line = 0; line < 500; line++) host.api.log(2, `line ${line}`)
    const kept = host.calls.length
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(500)
    expect(host.logs.messages[0]).toBe('line 0')
    expect(host.violations).toEqual([
      {
        rule: 'JOURNAL_LIMIT',
        message: `${500 - kept} calls came after the journal was full, and were only counted.`,
        fix: 'raise journalLimit, or look for a thread of the plugin that floods the host',
      },
    ])
    host.api.log(2, 'one more')
    expect(host.violations).toHaveLength(1)
  })

  it('is empty again after reset', () => {
    const host = installHost({ journalLimit: 4096 })
    for (let line = 0; line < 500; line++) host.api.log(2, `line ${line}`)
    expect(host.violations).toHaveLength(1)
    host.reset()
    host.api.log(2, 'room again')
    expect(host.logs.messages).toEqual(['room again'])
    expect(host.violations).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { slotNames } from '../../src/index.js'
import { installHost } from './install-host.js'

const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/

const get = '{"method":"GET","url":"https://example.com/"}'

describe('by default', () => {
  it('config_get answers NULL', () => {
    expect(installHost().api.configGet('key')).toBeNull()
  })

  it('dispatch answers a fresh running task each time', () => {
    const { api } = installHost()
    const request = '{"prompt":"p"}'
    const [one, other] = [api.dispatch(request), api.dispatch(request)].map((text) => JSON.parse(text ?? ''))
    expect(one).toEqual({ id: expect.stringMatching(uuid), status: 'running' })
    expect(other.id).not.toBe(one.id)
  })

  it('http_request answers a network error, so that a forgotten answer is seen', () => {
    expect(JSON.parse(installHost().api.httpRequest(get) ?? '')).toEqual({
      error: 'network_error',
      message: expect.stringContaining('host.on.http_request'),
      status: 0,
    })
  })

  it('the hooks can be called, and answer as the slots do', () => {
    const host = installHost()
    expect(host.onConfigGet('key')).toBeNull()
    expect(JSON.parse(String(host.onDispatch('{}')))).toEqual({ id: expect.stringMatching(uuid), status: 'running' })
    expect(JSON.parse(String(host.onHttpRequest('{}')))).toMatchObject({ error: 'network_error', status: 0 })
  })
})

describe('a hook', () => {
  it('onConfigGet is asked with the key; null becomes NULL', () => {
    const host = installHost()
    host.onConfigGet = (key) => (key === 'region' ? 'eu' : null)
    expect(host.api.configGet('region')).toBe('eu')
    expect(host.api.configGet('other')).toBeNull()
  })

  it('onDispatch and onHttpRequest are asked with the JSON of the request', () => {
    const host = installHost()
    host.onDispatch = (request) => `dispatched ${request}`
    host.onHttpRequest = (request) => `requested ${request}`
    expect(host.api.dispatch('{"a":1}')).toBe('dispatched {"a":1}')
    expect(host.api.httpRequest('{"b":2}')).toBe('requested {"b":2}')
  })

  it('is read back as it was assigned', () => {
    const host = installHost()
    const hook = (key: string) => key
    host.onConfigGet = hook
    expect(host.onConfigGet).toBe(hook)
  })

  it('may be replaced', () => {
    const host = installHost()
    host.onConfigGet = () => 'one'
    host.onConfigGet = () => 'two'
    expect(host.api.configGet('key')).toBe('two')
  })
})

describe('on.<slot>', () => {
  it('reply answers every call from now on', () => {
    const host = installHost()
    host.on.file_read.reply('{"data":""}')
    expect([host.api.fileRead('{}'), host.api.fileRead('{}')]).toEqual(['{"data":""}', '{"data":""}'])
  })

  it('reply makes JSON of what is no text', () => {
    const host = installHost()
    host.on.http_request.reply({ status: 200, body: 'ok' })
    expect(host.api.httpRequest('{}')).toBe(
      '{"body":"ok","body_encoding":"utf8","elapsed_ms":0,"headers":{},"status":200}',
    )
    host.on.list_models.reply([1, true])
    expect(host.api.listModels()).toBe('[1,true]')
    host.on.list_models.reply(5)
    expect(host.api.listModels()).toBe('5')
  })

  it('reply of null answers NULL', () => {
    const host = installHost()
    host.on.list_models.reply(null)
    expect(host.api.listModels()).toBeNull()
  })

  it('replyOnce answers in the order given, then the default applies', () => {
    const host = installHost()
    host.on.config_get.replyOnce('one').replyOnce(null).replyOnce('three')
    const answers = [1, 2, 3, 4].map(() => host.api.configGet('key'))
    expect(answers).toEqual(['one', null, 'three', null])
  })

  it('replyOnce answers once where a simulator stands behind the slot, too', () => {
    const host = installHost()
    host.on.http_request.replyOnce('one').replyOnce('two')
    const answers = [1, 2, 3].map(() => host.api.httpRequest(get))
    expect(answers.slice(0, 2)).toEqual(['one', 'two'])
    expect(JSON.parse(answers[2] ?? '')).toMatchObject({ error: 'network_error' })
  })

  it('through the table of an outer host it is the inner one that answers (R9)', () => {
    const outer = installHost()
    outer.on.http_request.reply('outer')
    installHost().on.http_request.replyWith(() => 'inner')
    expect(outer.api.httpRequest(get)).toBe('inner')
  })

  it('replyOnce comes before reply, whichever was said first', () => {
    const host = installHost()
    host.on.config_get.reply('always').replyOnce('first')
    expect([host.api.configGet('a'), host.api.configGet('b')]).toEqual(['first', 'always'])
    host.on.config_get.replyOnce('again first').reply('now this')
    expect([host.api.configGet('a'), host.api.configGet('b')]).toEqual(['again first', 'now this'])
  })

  it('replyOnce comes before replyWith', () => {
    const host = installHost()
    host.on.config_get.replyWith((key) => `asked ${key}`).replyOnce('queued')
    expect([host.api.configGet('a'), host.api.configGet('b')]).toEqual(['queued', 'asked b'])
  })

  it('the last of reply and replyWith applies', () => {
    const host = installHost()
    host.on.config_get.replyWith(() => 'asked').reply('fixed')
    expect(host.api.configGet('key')).toBe('fixed')
    host.on.config_get.replyWith(() => 'asked again')
    expect(host.api.configGet('key')).toBe('asked again')
  })

  it('a text that came last is served in C, as calls show that have no duration', () => {
    const host = installHost()
    const durations = [
      () => host.on.config_get.replyWith(() => 'asked'),
      () => host.on.config_get.reply('fixed'),
      () => host.on.config_get.when({ key: 'other' }).reply('conditional'),
      () => host.on.config_get.replyOnce('queued'),
    ].map((prepare) => {
      prepare()
      host.api.configGet('key')
      return typeof host.calls.to('config_get').at(-1)?.duration
    })
    expect(durations).toEqual(['number', 'undefined', 'number', 'undefined'])
  })

  it('replyWith gets the texts of the call, without those that were NULL', () => {
    const host = installHost()
    const asked: string[][] = []
    for (const slot of ['db_query', 'dispatch', 'list_models'] as const) {
      host.on[slot].replyWith((...texts) => {
        asked.push(texts)
        return '{}'
      })
    }
    host.api.dbQuery('SELECT ?', '[1]')
    host.api.dbQuery('SELECT 1', null)
    host.api.dispatch('{}')
    host.api.listModels()
    expect(asked).toEqual([['SELECT ?', '[1]'], ['SELECT 1'], ['{}'], []])
  })

  it.each([
    ['a function, which is meant for replyWith', () => 'x'],
    ['undefined', undefined],
    ['a promise', Promise.resolve('x')],
  ])('reply refuses %s', (_, answer) => {
    const host = installHost()
    const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' })
    expect(() => host.on.config_get.reply(answer as never)).toThrow(invalid)
    expect(() => host.on.config_get.replyOnce(answer as never)).toThrow(invalid)
    expect(host.api.configGet('key')).toBeNull()
  })

  it('has an entry for each slot but the two that follow rules of their own', () => {
    const ruled = ['get_active_agent_id', 'free_string']
    expect(Object.keys(installHost().on)).toEqual(slotNames.filter((name) => !ruled.includes(name)))
  })

  it('may be prepared before the install', () => {
    const host = installHost()
    host.uninstall()
    host.on.config_get.reply('prepared')
    host.hostAPIPointer()
    expect(host.api.configGet('key')).toBe('prepared')
  })
})

describe('activeAgentId', () => {
  it('is null by default, and get_active_agent_id answers NULL', () => {
    const host = installHost()
    expect(host.activeAgentId).toBeNull()
    expect(host.api.getActiveAgentId()).toBeNull()
  })

  it.each(['6b1f-lower-case', '', 'ÜBER 🚀', 'A'.repeat(10_000)])('comes back verbatim (%#)', (agentId) => {
    const host = installHost()
    host.activeAgentId = agentId
    expect(host.activeAgentId).toBe(agentId)
    expect(host.api.getActiveAgentId()).toBe(agentId)
    expect(host.calls.last?.agentId).toBe(agentId)
  })

  it('may change while installed, and back to none', () => {
    const host = installHost()
    host.activeAgentId = 'one'
    host.activeAgentId = 'two'
    expect(host.api.getActiveAgentId()).toBe('two')
    host.activeAgentId = null
    expect(host.api.getActiveAgentId()).toBeNull()
  })

  it('is NULL on a background thread, whatever is configured (R5)', () => {
    const host = installHost()
    host.activeAgentId = 'agent-1'
    expect(host.api.onNewThread((api) => api.getActiveAgentId())).toBeNull()
    expect(host.calls.last).toMatchObject({ role: 'background', agentId: null })
  })
})

import { describe, expect, it } from 'vitest'
import { internals } from '../../../src/host/mock-host.js'
import { loadChatter } from '../../plugin/load-fixture.js'
import { installHost } from '../install-host.js'
import { violationsOf } from '../violations-of.js'

const post = '{"method":"POST","url":"https://example.com/hooks","headers":{"a":"1","b":"2"}}'
const get = '{"method":"GET","url":"https://example.com/"}'

describe('when', () => {
  it.each([
    ['a text that is the same', { method: 'POST' }, true],
    ['a text that is another', { method: 'post' }, false],
    ['a RegExp that is found', { url: /hooks$/ }, true],
    ['a RegExp that is not', { url: /hook$/ }, false],
    ['a part of an object', { headers: { a: '1' } }, true],
    ['an object with a part that differs', { headers: { a: '1', b: '3' } }, false],
    ['what is not there', { body: 'x' }, false],
    ['undefined, where nothing is there', { body: undefined }, true],
    ['an asymmetric matcher', { headers: expect.objectContaining({ b: '2' }) }, true],
    ['a function for a part', { url: (url: unknown) => String(url).startsWith('https:') }, true],
    ['all of several parts', { method: 'POST', url: /nowhere/ }, false],
    ['nothing, so every request', {}, true],
  ])('compares the request with %s', (_, condition, isMeant) => {
    const host = installHost()
    host.on.http_request.reply('other').when(condition).reply('meant')
    expect(host.api.httpRequest(post)).toBe(isMeant ? 'meant' : 'other')
  })

  it('takes a function of the parsed request', () => {
    const host = installHost()
    host.on.http_request.reply('other')
    host.on.http_request.when((request) => (request as { method: string }).method === 'GET').reply('meant')
    expect([host.api.httpRequest(get), host.api.httpRequest(post)]).toEqual(['meant', 'other'])
  })

  it('compares the arguments by name where there is no request', () => {
    const host = installHost()
    host.on.config_get.when({ key: 'region' }).reply('eu')
    host.on.db_query.when({ sql: /from notes/i, params: [1] }).reply('{"columns":[],"rows":[]}')
    host.on.db_query.reply('{"error":"other"}')
    expect([host.api.configGet('region'), host.api.configGet('zone')]).toEqual(['eu', null])
    expect(host.api.dbQuery('SELECT * FROM notes WHERE id = ?', '[1]')).toBe('{"columns":[],"rows":[]}')
    expect(host.api.dbQuery('SELECT * FROM notes WHERE id = ?', '[2]')).toBe('{"error":"other"}')
  })

  it('leaves the other calls of config_get to the config store', () => {
    const host = installHost()
    host.api.configSet('zone', 'b')
    host.on.config_get.when({ key: 'region' }).reply('eu')
    expect([host.api.configGet('region'), host.api.configGet('zone')]).toEqual(['eu', 'b'])
  })

  it('comes before an answer without a condition, whichever was said first', () => {
    const host = installHost()
    host.on.http_request.when({ method: 'GET' }).reply('got')
    host.on.http_request.reply('anything')
    expect([host.api.httpRequest(get), host.api.httpRequest(post)]).toEqual(['got', 'anything'])
  })

  it('of two that fit the last one counts', () => {
    const host = installHost()
    host.on.http_request.when({ method: 'GET' }).reply('first')
    host.on.http_request.when({ url: /example/ }).reply('second')
    expect(host.api.httpRequest(get)).toBe('second')
  })

  it('may be said twice: both have to fit', () => {
    const host = installHost()
    host.on.http_request.reply('other')
    host.on.http_request.when({ method: 'GET' }).when({ url: /hooks/ }).reply('both')
    expect([host.api.httpRequest(get), host.api.httpRequest(post)]).toEqual(['other', 'other'])
    expect(host.api.httpRequest('{"method":"GET","url":"/hooks"}')).toBe('both')
  })

  it('a queued answer waits for the first call that it fits', () => {
    const host = installHost()
    host.on.http_request.reply('other').when({ method: 'POST' }).replyOnce('posted')
    const answers = [get, post, post].map((request) => host.api.httpRequest(request))
    expect(answers).toEqual(['other', 'posted', 'other'])
  })

  it('keeps the order of what was queued before without a condition, and of what calls have taken', () => {
    const host = installHost()
    host.on.http_request.replyOnce('one').replyOnce('two').replyOnce('three').reply('rest')
    expect(host.api.httpRequest(get)).toBe('one')
    host.on.http_request.when({ method: 'POST' }).replyOnce('posted')
    const answers = [get, post, post, get].map((request) => host.api.httpRequest(request))
    expect(answers).toEqual(['two', 'three', 'posted', 'rest'])
  })

  it.each([[null], ['GET'], [5], [['GET']]])('refuses %o as condition', (condition) => {
    const host = installHost()
    expect(() => host.on.http_request.when(condition as never)).toThrow('INVALID_ARGUMENT')
  })

  it('compares text that is no JSON as it is', () => {
    const host = installHost()
    host.on.dispatch.when((request) => request === 'no JSON').reply('meant')
    expect(host.api.dispatch('no JSON')).toBe('meant')
  })
})

describe('a condition that throws', () => {
  const withoutHeaders = { url: 'https://example.com/' }
  const condition = (request: unknown) => (request as { headers: { accept: string } }).headers.accept === 'x'

  it('fails the call and the test, as a responder does', async () => {
    const { host, plugin } = await loadChatter()
    host.on.http_request.when(condition).reply({ status: 200 })
    const { result } = (await plugin.invoke('http', withoutHeaders)) as { result: string }
    expect(JSON.parse(result)).toMatchObject({ error: 'network_error', message: expect.stringContaining('threw: ') })
    expect(violationsOf(host, 'RESPONDER_FAILED')).toHaveLength(1)
    expect(host[internals].findings.unexpectedErrors).toEqual([expect.any(TypeError)])
  })

  it.each(['when', 'delay'])('leaves the calls after it alone (%s)', async (what) => {
    const { host, plugin } = await loadChatter()
    const prepared = host.on.http_request.reply('other').when(condition)
    if (what === 'when') prepared.reply('meant')
    else prepared.delay(1)
    await plugin.invoke('http', withoutHeaders)
    expect(await plugin.invoke('http', { headers: { accept: 'y' } })).toMatchObject({ ok: true, result: 'other' })
  })

  it('takes no place among the inferences in flight', () => {
    const host = installHost({ profile: 'production', limits: { inferencesInFlight: 1 } })
    host.activeAgentId = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
    host.on.complete
      .when(() => {
        throw new Error('no idea')
      })
      .reply({ content: 'never' })
    const ask = () => host.api.complete('{"model":"m","messages":[{"role":"user","content":"hi"}]}')
    expect([ask(), ask()]).toEqual([1, 2].map(() => expect.stringContaining('threw: no idea')))
  })
})

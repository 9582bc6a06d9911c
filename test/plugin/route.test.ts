import { describe, expect, it } from 'vitest'
import type { Plugin, RouteRequest } from '../../src/index.js'
import { fillRequest, readResponse } from '../../src/plugin/route.js'
import { loadChatter } from './load-fixture.js'

async function echo(plugin: Plugin, request: Partial<RouteRequest>): Promise<RouteRequest> {
  return JSON.parse((await plugin.handleRoute({ path: '/echo', ...request })).body)
}

describe('the request', () => {
  it('is filled as the app fills it', async () => {
    const { plugin } = await loadChatter()
    expect(await echo(plugin, {})).toEqual({
      body: '',
      body_encoding: 'utf8',
      headers: {},
      method: 'GET',
      osaurus: {
        agent_address: '',
        base_url: 'http://127.0.0.1:1337',
        plugin_url: 'http://127.0.0.1:1337/plugins/com.example.chatter',
      },
      path: '/echo',
      path_params: {},
      plugin_id: 'com.example.chatter',
      query: {},
      remote_addr: '',
      route_id: 'any',
    })
  })

  it('crosses with sorted keys and unescaped slashes', async () => {
    const { plugin } = await loadChatter()
    const { body } = await plugin.handleRoute({ path: '/echo', query: { b: '1', a: 'x/y' } })
    expect(body).toContain('"query":{"a":"x/y","b":"1"}')
    expect(Object.keys(JSON.parse(body))).toEqual(Object.keys(JSON.parse(body)).sort())
  })

  it('keeps what the test gives', async () => {
    const { plugin } = await loadChatter()
    const given = {
      method: 'POST',
      route_id: 'mine',
      body: '{"a":1}',
      query: { q: 'ü' },
      path_params: { id: '5' },
      remote_addr: '10.0.0.1',
      osaurus: { agent_address: 'agent', base_url: 'https://tunnel', plugin_url: 'https://tunnel/plugins/x' },
    }
    expect(await echo(plugin, given)).toMatchObject(given)
  })

  it('has lower-case header names, the last of two spellings winning', async () => {
    const { plugin } = await loadChatter()
    const { headers } = await echo(plugin, { headers: { 'Content-Type': 'text/plain', 'X-Id': '1', 'x-id': '2' } })
    expect(headers).toEqual({ 'content-type': 'text/plain', 'x-id': '2' })
  })

  it('fills in for undefined as for what is left out', async () => {
    const { plugin } = await loadChatter()
    const request = await echo(plugin, { body: undefined, query: undefined, remote_addr: undefined } as never)
    expect(request).toMatchObject({ body: '', query: {}, remote_addr: '' })
  })

  it.each([
    ['the route of that very path', 'POST', '/admin', 'admin'],
    ['a route with a parameter before a wildcard', 'GET', '/items/5', 'item'],
    ['the wildcard where the method fits no other', 'PUT', '/items/5', 'any'],
    ['the wildcard for everything below', 'GET', '/items/5/more', 'any'],
    ['none where no method fits', 'PATCH', '/items/5', ''],
  ])('names %s (%s %s)', async (_, method, path, id) => {
    const { plugin } = await loadChatter()
    expect(JSON.parse(fillRequest({ method, path }, plugin.manifest)).route_id).toBe(id)
  })
})

describe('a route whose path has a "*" that is no wildcard', () => {
  const routes = ['/a**', '/*/b', '/c*/*'].map((path) => ({ id: path, path, methods: ['GET'], auth: 'none' as const }))
  const routeOf = (path: string) =>
    JSON.parse(fillRequest({ path }, { plugin_id: 'a', capabilities: { routes } })).route_id

  it.each([
    ['/a**', '/a**'],
    ['/aaa', ''],
    ['/*/b', '/*/b'],
    ['/x/b', ''],
    ['/c*/x', '/c*/*'],
    ['/cc/x', ''],
  ])('takes it literally: %s is for %o', (path, id) => {
    expect(routeOf(path)).toBe(id)
  })
})

describe('the response', () => {
  it('has status, headers, body, bytes and the raw text', async () => {
    const { plugin } = await loadChatter()
    const response = await plugin.handleRoute({ method: 'POST', path: '/somewhere' })
    expect(response).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: 'POST /somewhere',
      bytes: Buffer.from('POST /somewhere'),
      raw: '{"status":200,"headers":{"content-type":"application/json"},"body":"POST /somewhere"}',
    })
  })

  it('is decoded from base64', async () => {
    const { plugin } = await loadChatter()
    const { bytes, body } = await plugin.handleRoute({ path: '/base64' })
    expect([...bytes]).toEqual([0, 255, 104, 105])
    expect(body).toBe('\0\ufffdhi')
  })

  it('that is NULL rejects with NULL_RESULT', async () => {
    const { plugin } = await loadChatter()
    await expect(plugin.handleRoute({ path: '/null' })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: NULL_RESULT: handle_route GET /null returned NULL.
        to fix      return a string that free_string of the plugin can free; the app reports an error to the caller
        more        docs/errors/NULL_RESULT.md]
    `)
  })

  it.each(['/bad', '/no_status', '/bad_base64'])('of %s rejects with INVALID_RESPONSE', async (path) => {
    const { plugin } = await loadChatter()
    await expect(plugin.handleRoute({ path })).rejects.toThrowErrorMatchingSnapshot()
  })
})

describe('readResponse', () => {
  it.each([
    ['null headers and body', '{"status":204,"headers":null,"body":null}', { status: 204, headers: {}, body: '' }],
    ['a status alone', '{"status":404}', { status: 404, headers: {}, body: '' }],
    ['an unknown encoding as text', '{"status":200,"body":"a","body_encoding":"gzip"}', { body: 'a' }],
    ['members it does not know', '{"status":200,"more":1}', { status: 200 }],
  ])('takes %s', (_, raw, expected) => {
    expect(readResponse(raw)).toMatchObject(expected)
  })

  it.each([
    ['a status that is text', '{"status":"200"}'],
    ['a status with a fraction', '{"status":200.5}'],
    ['headers that are a list', '{"status":200,"headers":[]}'],
    ['headers that are numbers', '{"status":200,"headers":{"content-length":5}}'],
    ['a body that is an object', '{"status":200,"body":{}}'],
    ['base64 without padding', '{"status":200,"body":"aGk","body_encoding":"base64"}'],
    ['base64 with white space', '{"status":200,"body":"aGk= ","body_encoding":"base64"}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['nothing', ''],
  ])('refuses %s', (_, raw) => {
    expect(() => readResponse(raw)).toThrow(expect.objectContaining({ code: 'INVALID_RESPONSE' }))
  })

  it('shows the beginning of a long answer', () => {
    expect(() => readResponse('x'.repeat(1000))).toThrow(`${'x'.repeat(200)}…`)
  })
})

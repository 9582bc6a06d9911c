import { describe, expect, it } from 'vitest'
import { DEFAULT_AGENT_ID } from '../../../src/host/agent-id.js'
import { installHost } from '../../host/install-host.js'
import { loadFixture } from '../load-fixture.js'
import { ADA, base, errorOf, loadRoutes, pluginId, seenBy } from './load-routes.js'

const agent = { 'X-Osaurus-Agent-Id': ADA }
const tunnel = 'https://ada.agent.example'

describe('a request', () => {
  it.each([
    ['to nowhere in particular', 'http://127.0.0.1:1337/', 404, 'Not Found'],
    ['to another part of the app', 'http://127.0.0.1:1337/health', 404, 'Not Found'],
    ['without a slash after the id', base, 404, 'Invalid plugin route'],
    ['with ".." in its path', `${base}/notes/a..b`, 400, 'Invalid path'],
    ['with ".." as a segment', `${base}/notes/../notes`, 400, 'Invalid path'],
    ['with ".." in a bare sub-path', '/files/../notes/7', 400, 'Invalid path'],
    ['with ".." in the id', 'http://127.0.0.1:1337/plugins/com..example/a', 400, 'Invalid path'],
    ['for another plugin', 'http://127.0.0.1:1337/plugins/com.example.other/a', 404, 'Plugin not found'],
    ['for no route', `${base}/notes`, 404, 'No matching route'],
  ])('%s (%s) is answered %d', async (_, url, status, text) => {
    const { host, plugin } = await loadRoutes()
    host.activeAgentId = ADA
    const response = await plugin.fetch(url)
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(text)
  })

  it('that fails is answered in JSON', async () => {
    const { plugin } = await loadRoutes()
    const response = await plugin.fetch('/nowhere')
    expect(await response.text()).toBe('{"error":{"message":"No matching route"}}')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('is for a plugin that is loaded', async () => {
    const { plugin } = await loadRoutes()
    await plugin.destroy()
    const response = await plugin.fetch('/open')
    expect([response.status, await errorOf(response)]).toEqual([404, `Plugin not found: ${pluginId}`])
  })

  it.each(['/v1/api', '/api', '/v1'])('may have %s before the path', async (prefix) => {
    const { plugin } = await loadRoutes()
    const response = await plugin.fetch(`http://127.0.0.1:1337${prefix}/plugins/${pluginId}/open`, { agentId: ADA })
    expect((await seenBy(response)).request.path).toBe('/open')
  })

  it('is a Request, a URL or a text', async () => {
    const { plugin } = await loadRoutes()
    const given = [new Request(`${base}/open`, { headers: agent }), new URL(`${base}/open`), `${base}/open`, '/open']
    for (const one of given) expect((await plugin.fetch(one, { agentId: ADA })).status).toBe(200)
  })

  it.each(['notes/7', '', 'ftp://127.0.0.1/x', 'http://'])('to %o is a mistake of the test', async (address) => {
    const { plugin } = await loadRoutes()
    await expect(plugin.fetch(address)).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('from a place that there is not is a mistake of the test', async () => {
    const { plugin } = await loadRoutes()
    const answer = plugin.fetch('/open', { from: 'tunnel' as never })
    await expect(answer).rejects.toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  it('that its test gives up rejects, though the call runs on', async () => {
    const { host, plugin } = await loadRoutes()
    const controller = new AbortController()
    const answer = plugin.fetch('/held', { signal: controller.signal })
    await host.until(({ logs }) => logs.contains('held'))
    controller.abort()
    await expect(answer).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    expect((await plugin.fetch('/release')).status).toBe(200)
  })
})

describe('the agent of a request', () => {
  const answer = async (url: string, init?: Parameters<typeof fetch>[1] & { agentId?: string | null }) => {
    const { plugin } = await loadRoutes()
    const response = await plugin.fetch(url, init as never)
    return response.status === 200 ? (await seenBy(response)).agent : response.status
  }

  it.each([
    ['that of its header', `${base}/open`, { headers: agent }, ADA],
    ['the same in lower case', `${base}/open`, { headers: { 'x-osaurus-agent-id': ADA.toLowerCase() } }, ADA],
    ['that of its query', `${base}/open?osr_agent=${ADA}`, {}, ADA],
    [
      'that of its header before that of its query',
      `${base}/open?osr_agent=${DEFAULT_AGENT_ID}`,
      { headers: agent },
      ADA,
    ],
    ['that of the option', `${base}/open?osr_agent=${DEFAULT_AGENT_ID}`, { agentId: ADA }, ADA],
    ['the Default agent for a bare sub-path', '/open', {}, DEFAULT_AGENT_ID],
    ['missing: 401', `${base}/open`, {}, 401],
    ['none where the option says so: 401', '/open', { agentId: null }, 401],
    ['no UUID: 401', `${base}/open?osr_agent=ada`, {}, 401],
    ['empty: 401', `${base}/open?osr_agent=`, {}, 401],
    ['without its hyphens: 401', `${base}/open`, { headers: { 'x-osaurus-agent-id': ADA.replaceAll('-', '') } }, 401],
    [
      'a header that is bad, which the query does not make good: 401',
      `${base}/open?osr_agent=${ADA}`,
      { headers: { 'x-osaurus-agent-id': 'ada' } },
      401,
    ],
  ])('is %s', async (_, url, init, expected) => {
    expect(await answer(url, init)).toBe(expected)
  })

  it('is that of the host, if the request names none', async () => {
    const { host, plugin } = await loadRoutes()
    host.activeAgentId = ADA
    expect((await seenBy(await plugin.fetch(`${base}/open`))).agent).toBe(ADA)
  })

  it('is the first of the app for a bare sub-path', async () => {
    const { host, plugin } = await loadRoutes()
    await host.agents.add(ADA)
    expect((await seenBy(await plugin.fetch('/open'))).agent).toBe(ADA)
  })

  it('need not be one that there is', async () => {
    const { host, plugin } = await loadRoutes()
    await host.agents.add(DEFAULT_AGENT_ID)
    expect((await seenBy(await plugin.fetch(`${base}/open`, { headers: agent }))).agent).toBe(ADA)
  })

  it('is asked for before the plugin is looked for', async () => {
    const { plugin } = await loadRoutes()
    expect((await plugin.fetch('http://127.0.0.1:1337/plugins/other/x')).status).toBe(401)
  })
})

describe('a caller from outside', () => {
  it.each([
    ['through the relay', { from: 'relay' }],
    ['from the network', { from: 'network' }],
    ['with the mark of the relay', { headers: { 'X-Osaurus-Relay-Origin': '1' } }],
  ] as const)('%s finds only what is exposed', async (_, init) => {
    const { plugin } = await loadRoutes()
    expect((await plugin.fetch('/open', init)).status).toBe(200)
    const hidden = await plugin.fetch('/notes/7', init)
    expect([hidden.status, await errorOf(hidden)]).toEqual([404, 'No matching route'])
    expect((await plugin.fetch('/ui', init)).status).toBe(404)
  })

  it('is one who asks below the URL of the tunnel', async () => {
    const { host, plugin } = await loadRoutes()
    await host.tunnel.up(tunnel)
    const url = `${tunnel}/plugins/${pluginId}`
    expect((await plugin.fetch(`${url}/notes/7`)).status).toBe(404)
    expect((await plugin.fetch(`${url}/notes/7`, { from: 'loopback', agentId: ADA })).status).toBe(200)
    const { request, agent } = await seenBy(await plugin.fetch(`${url}/open`))
    expect(request.headers).toMatchObject({ 'x-osaurus-relay-origin': '1', 'x-osaurus-agent-id': agent })
  })
})

describe('what only the owner may ask for', () => {
  it.each([
    ['the access key', 200, (key: string) => `Bearer ${key}`],
    ['another key', 401, () => 'Bearer osk-v1-another'],
    ['the key alone', 401, (key: string) => key],
    ['another scheme', 401, (key: string) => `Basic ${key}`],
    ['a scheme in lower case', 401, (key: string) => `bearer ${key}`],
  ])('with %s is answered %d', async (_, status, header) => {
    const { host, plugin } = await loadRoutes()
    const response = await plugin.fetch('/owned', { headers: { authorization: header(host.accessKey) } })
    expect(response.status).toBe(status)
  })

  it.each(['loopback', 'relay'] as const)('is 401 without a key, from %s', async (from) => {
    const { plugin } = await loadRoutes()
    const response = await plugin.fetch('/owned', { from })
    expect([response.status, await errorOf(response)]).toEqual([401, 'Authentication required'])
  })

  it('needs the key of its host', () => {
    const [one, other] = [installHost(), installHost()]
    expect(one.accessKey).toMatch(/^osk-v1-/)
    expect(one.accessKey).toBe(one.accessKey)
    expect(one.accessKey).not.toBe(other.accessKey)
  })
})

describe('the rate limit', () => {
  it('holds for routes of none and verify together', async () => {
    const { plugin, clock } = await loadRoutes({ profile: 'production' })
    const ask = async (path: string) => (await plugin.fetch(path)).status
    for (let i = 0; i < 50; i += 1) expect([await ask('/open'), await ask('/verified')]).toEqual([200, 200])
    const response = await plugin.fetch('/open')
    expect([response.status, await errorOf(response)]).toEqual([429, 'Rate limit exceeded'])
    expect(await ask('/verified')).toBe(429)
    clock.advance(600)
    expect([await ask('/open'), await ask('/open')]).toEqual([200, 429])
  })

  it('does not count what the owner asks for, nor static files, nor what matches nothing', async () => {
    const { host, plugin } = await loadRoutes({ profile: 'production' })
    const headers = { authorization: `Bearer ${host.accessKey}` }
    for (let i = 0; i < 120; i += 1) await plugin.fetch(i % 2 === 0 ? '/ui' : '/nowhere')
    expect((await plugin.fetch('/open')).status).toBe(200)
    for (let i = 0; i < 120; i += 1) expect((await plugin.fetch('/owned', { headers })).status).toBe(200)
  })

  it("does not hold under the profile 'full'", async () => {
    const { plugin } = await loadRoutes()
    for (let i = 0; i < 120; i += 1) expect((await plugin.fetch('/open')).status).toBe(200)
  })
})

describe('a plugin without handle_route', () => {
  it('is answered 501', async () => {
    const host = installHost()
    const plugin = await loadFixture(host, 'museum_no_handle_route')
    const response = await plugin.fetch('/hook', { method: 'POST' })
    expect([response.status, await errorOf(response)]).toEqual([501, 'Plugin does not support route handling'])
  })
})

describe('handle_route', () => {
  it('that takes longer than the app waits is answered 500, and runs on', async () => {
    const { host, plugin, clock } = await loadRoutes()
    const answer = plugin.fetch('/held')
    await host.until(({ logs }) => logs.contains('held'))
    let isAnswered = false
    const noted = answer.then(() => {
      isAnswered = true
    })
    clock.advance(29_000)
    await plugin.fetch('/open')
    expect(isAnswered).toBe(false)
    clock.advance(1000)
    await noted
    const response = await answer
    expect([response.status, await errorOf(response)]).toEqual([500, expect.stringContaining('timed out')])
    expect((await plugin.fetch('/release')).status).toBe(200)
    await host.idle()
    expect(plugin.strings.givenBack).toBe(plugin.strings.returned)
  })

  it('that answers NULL is answered 500', async () => {
    const { plugin } = await loadRoutes()
    const response = await plugin.fetch('/raw', { method: 'POST' })
    expect([response.status, await errorOf(response)]).toEqual([500, expect.stringContaining('returned NULL')])
  })

  it('is called side by side', async () => {
    const { host, plugin } = await loadRoutes()
    const held = plugin.fetch('/held')
    await host.until(({ logs }) => logs.contains('held'))
    expect((await plugin.fetch('/open')).status).toBe(200)
    expect((await plugin.fetch('/release')).status).toBe(200)
    expect((await held).status).toBe(200)
  })
})

describe('the size of a request', () => {
  it('is at most 32 MiB of body, else 413', async () => {
    const { plugin } = await loadRoutes()
    const body = Buffer.alloc(32 * 1024 * 1024)
    // No plugin is asked: it would get as many bytes of JSON.
    expect((await plugin.fetch('/nowhere', { method: 'POST', body })).status).toBe(404)
    const response = await plugin.fetch('/raw', { method: 'POST', body: Buffer.concat([body, Buffer.alloc(1)]) })
    expect([response.status, await errorOf(response)]).toEqual([413, expect.stringContaining('too large')])
  })

  it('is at most 200 headers, else 431', async () => {
    const { plugin } = await loadRoutes()
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, '1']))
    // Host and the agent are headers, too.
    expect((await plugin.fetch('/open', { headers: many(198) })).status).toBe(200)
    expect((await plugin.fetch('/open', { headers: many(199) })).status).toBe(431)
  })

  it('is at most 1 MiB of headers, else 431', async () => {
    const { plugin } = await loadRoutes()
    const fixed = 'x'.length + `host127.0.0.1:1337x-osaurus-agent-id${ADA}`.length
    const ask = (length: number) => plugin.fetch('/nowhere', { headers: { x: 'y'.repeat(length) } })
    expect((await ask(1024 * 1024 - fixed)).status).toBe(404)
    expect((await ask(1024 * 1024 - fixed + 1)).status).toBe(431)
  })
})

describe('OPTIONS', () => {
  it('is answered 204, and never reaches the plugin', async () => {
    const { plugin } = await loadRoutes()
    const headers = { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a, x-b' }
    const response = await plugin.fetch(`${base}/anything`, { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toEqual({
      'access-control-allow-headers': 'x-a, x-b',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-origin': '*',
      'access-control-max-age': '600',
      connection: 'close',
      'content-length': '0',
    })
    expect(plugin.strings.returned).toBe(1)
  })

  it('allows the usual when it is not asked for more', async () => {
    const { plugin } = await loadRoutes()
    const { headers } = await plugin.fetch('http://127.0.0.1:1337/health', { method: 'OPTIONS' })
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS, HEAD')
    expect(headers.get('access-control-allow-headers')).toBe('Content-Type, Authorization')
  })

  it('allows nothing to callers from outside', async () => {
    const { plugin } = await loadRoutes()
    const { status, headers } = await plugin.fetch('/open', { method: 'OPTIONS', from: 'network' })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, null])
  })
})

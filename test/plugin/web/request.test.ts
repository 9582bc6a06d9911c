import { describe, expect, it } from 'vitest'
import type { FetchOptions, Plugin } from '../../../src/index.js'
import { ADA, base, loadRoutes, pluginId, seenBy } from './load-routes.js'

async function ask(plugin: Plugin, path: string, init?: FetchOptions) {
  return (await seenBy(await plugin.fetch(path, init))).request
}

describe('the request that handle_route gets from fetch', () => {
  it('has all its keys, sorted and compact', async () => {
    const { plugin } = await loadRoutes()
    const response = await plugin.fetch(`${base}/notes/7?b=2&a=x/y`, { agentId: ADA, headers: { 'X-Id': '1' } })
    const request =
      `{"body":"","body_encoding":"utf8","headers":{"host":"127.0.0.1:1337","x-id":"1","x-osaurus-agent-id":"${ADA}"},` +
      '"method":"GET","osaurus":{"agent_address":"","base_url":"http://127.0.0.1:1337",' +
      `"plugin_url":"${base}"},"path":"/notes/7","path_params":{"id":"7"},"plugin_id":"${pluginId}",` +
      '"query":{"a":"x/y","b":"2"},"remote_addr":"","route_id":"note"}'
    expect(await response.text()).toBe(`{"agent":"${ADA}","request":${request}}`)
  })

  it('has the body as text', async () => {
    const { plugin } = await loadRoutes()
    const request = await ask(plugin, '/anything', { method: 'PUT', body: '{"text":"ü"}' })
    expect(request).toMatchObject({ method: 'PUT', body: '{"text":"ü"}', body_encoding: 'utf8', route_id: 'any' })
    expect(request.headers).toMatchObject({ 'content-length': '13', 'content-type': 'text/plain;charset=UTF-8' })
  })

  it('has bytes that are no UTF-8 replaced, never base64', async () => {
    const { plugin } = await loadRoutes()
    const request = await ask(plugin, '/a', { method: 'PUT', body: new Uint8Array([97, 0xff, 98]) })
    expect(request).toMatchObject({ body: 'a\ufffdb', body_encoding: 'utf8' })
  })

  it('has the query decoded, its path not', async () => {
    const { plugin } = await loadRoutes()
    const request = await ask(plugin, '/notes/%C3%BC%20x?q=%C3%BC+x&q=1+1&empty')
    expect(request).toMatchObject({
      path: '/notes/%C3%BC%20x',
      path_params: { id: 'ü x' },
      query: { q: '1+1', empty: '' },
    })
  })

  it('has what a client would escape escaped', async () => {
    const { plugin } = await loadRoutes()
    expect(await ask(plugin, '/notes/ü x')).toMatchObject({ path: '/notes/%C3%BC%20x', path_params: { id: 'ü x' } })
  })

  it('has the parameters of the query that names the agent, too', async () => {
    const { plugin } = await loadRoutes()
    const request = await ask(plugin, `${base}/open?osr_agent=${ADA}`)
    expect(request.query).toEqual({ osr_agent: ADA })
    expect(request.headers).not.toHaveProperty('x-osaurus-agent-id')
  })

  it('has two headers of one name as one, as fetch sends them', async () => {
    const { plugin } = await loadRoutes()
    const headers = new Headers([
      ['X-A', '1'],
      ['x-a', '2'],
    ])
    expect((await ask(plugin, '/open', { headers })).headers).toMatchObject({ 'x-a': '1, 2' })
  })

  it('has the URL of the tunnel while there is one, also for local callers', async () => {
    const { host, plugin } = await loadRoutes()
    await host.tunnel.up('https://ada.agent.example')
    const osaurus = {
      agent_address: '',
      base_url: 'https://ada.agent.example',
      plugin_url: `https://ada.agent.example/plugins/${pluginId}`,
    }
    expect((await ask(plugin, '/open')).osaurus).toEqual(osaurus)
    const { body } = await plugin.handleRoute({ path: '/open' })
    expect(JSON.parse(body).request.osaurus).toEqual(osaurus)
    await host.tunnel.down()
    expect((await ask(plugin, '/open')).osaurus.base_url).toBe('http://127.0.0.1:1337')
  })

  it('is that of handleRoute, where both are asked the same', async () => {
    const { plugin } = await loadRoutes()
    const { headers, ...request } = await ask(plugin, '/notes/%C3%BC')
    const { body } = await plugin.handleRoute({ path: '/notes/%C3%BC' })
    expect({ ...JSON.parse(body).request, headers }).toEqual({ ...request, headers })
  })
})

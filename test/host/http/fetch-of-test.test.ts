import { getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetchOf } from '../../../src/host/http/fetch-of-test.js'
import { createBench } from './simulated-host.js'

const get = { method: 'GET', url: 'http://api.example.com/me' }
const dispatcher = getGlobalDispatcher()

afterEach(() => {
  vi.unstubAllGlobals()
  setGlobalDispatcher(dispatcher)
})

/** A MockAgent that never connects. */
function createAgent(): MockAgent {
  const agent = new MockAgent()
  agent.disableNetConnect()
  return agent
}

describe('a fetch is taken for a mock', () => {
  it.each<[string, object]>([
    ['that is another than the one of Node', { fetch: async () => new Response() }],
    ['that is a mock function', { fetch: vi.fn() }],
    ['with the MockAgent of undici behind it', { fetch, [Symbol.for('undici.globalDispatcher.1')]: createAgent() }],
    [
      'with a MockPool behind it',
      { fetch, [Symbol.for('undici.globalDispatcher.1')]: createAgent().get('http://api.example.com') },
    ],
    ['with the MockAgent of a newer undici', { fetch, [Symbol.for('undici.globalDispatcher.2')]: createAgent() }],
  ])('%s', (_, globals) => {
    expect(fetchOf(globals).isMocked).toBe(true)
  })

  it.each<[string, object]>([
    ['that is the one of Node', { fetch }],
    ['that is not there', {}],
    ['with a dispatcher behind it that really sends', { fetch, [Symbol.for('undici.globalDispatcher.1')]: dispatcher }],
  ])('but not one %s', (_, globals) => {
    expect(fetchOf(globals).isMocked).toBe(false)
  })
})

describe('a fetch that msw or nock had replaced before', () => {
  async function load() {
    vi.stubGlobal(
      'fetch',
      Object.defineProperty(async () => {}, Symbol('isPatchedModule'), { value: true }),
    )
    vi.resetModules()
    return import('../../../src/host/http/fetch-of-test.js')
  }

  it('is taken for a mock', async () => {
    const { fetchOf } = await load()
    expect(fetchOf(globalThis).isMocked).toBe(true)
  })

  it('leaves the one of Node behind when it goes, which is none', async () => {
    const { fetchOf } = await load()
    vi.unstubAllGlobals()
    expect(fetchOf(globalThis).isMocked).toBe(false)
  })
})

it('a fetch that is not there fails', async () => {
  await expect(fetchOf({}).send('http://127.0.0.1/', {})).rejects.toThrow('no fetch')
})

describe('the MockAgent of undici', () => {
  it('answers, while it is the global dispatcher', async () => {
    const { ask } = createBench()
    const agent = createAgent()
    agent.get('http://api.example.com').intercept({ path: '/me' }).reply(200, 'hello')
    setGlobalDispatcher(agent)
    expect(await ask(get)).toMatchObject({ status: 200, body: 'hello' })
    setGlobalDispatcher(dispatcher)
    expect(await ask(get)).toMatchObject({ error: 'network_error', status: 0 })
  })

  it('answers in a sandbox, whose global object Node does not look at', async () => {
    const agent = createAgent()
    agent.get('http://api.example.com').intercept({ path: '/me' }).reply(200, 'hello')
    const globals = { fetch, [Symbol.for('undici.globalDispatcher.1')]: agent }
    const response = await fetchOf(globals).send(get.url, {})
    expect(response).toMatchObject({ status: 200 })
  })

  it('answers a network error where it has no answer', async () => {
    setGlobalDispatcher(createAgent())
    expect(await createBench().ask(get)).toEqual({
      error: 'network_error',
      message: expect.stringContaining('Mock dispatch not matched'),
      elapsed_ms: expect.any(Number),
    })
  })

  it('takes method, body and headers, and is asked again for a redirect', async () => {
    const agent = createAgent()
    const pool = agent.get('http://api.example.com')
    const headers = { 'content-type': 'text/plain', 'user-agent': 'Osaurus/unknown Plugin/dev.example.weather' }
    pool
      .intercept({ path: '/me', method: 'PUT', body: 'hi', headers })
      .reply(307, '', { headers: { Location: '/you' } })
    pool.intercept({ path: '/you', method: 'PUT', body: 'hi', headers }).reply(200, 'hello')
    setGlobalDispatcher(agent)
    const request = { ...get, method: 'put', body: 'hi', headers: { 'Content-Type': 'text/plain' } }
    expect(await createBench().ask(request)).toMatchObject({ status: 200, body: 'hello' })
  })
})

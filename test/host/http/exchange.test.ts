import { once } from 'node:events'
import { createServer, type RequestListener, Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createBench } from './simulated-host.js'

const allowHosts = ['127.0.0.1']
const servers: SocketServer[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    if (server instanceof Server) server.closeAllConnections()
    server.close()
  }
})

/** A server on the loopback address; the answer is its URL. */
async function serve(listener: RequestListener): Promise<string> {
  return listen(createServer(listener))
}

async function listen(server: SocketServer): Promise<string> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a server on a host that the test allows', () => {
  it.each(['full', 'production'] as const)("answers under the profile '%s'", async (profile) => {
    const url = await serve((_, response) => response.writeHead(201, { 'X-One': 'a' }).end('hello'))
    const answer = await createBench({ profile, allowHosts }).ask({ method: 'GET', url })
    expect(answer).toEqual({
      body: 'hello',
      body_encoding: 'utf8',
      elapsed_ms: expect.any(Number),
      headers: expect.objectContaining({ 'x-one': 'a' }),
      status: 201,
    })
  })

  it('gets method, path, headers and bytes', async () => {
    const seen: unknown[] = []
    const url = await serve(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString('hex')
      const { 'user-agent': agent, 'content-type': type, 'content-length': length, 'x-one': one } = request.headers
      seen.push({ method: request.method, path: request.url, agent, type, length, one, body })
      response.end()
    })
    const body = { body: '/wA=', body_encoding: 'base64' }
    const headers = { 'X-One': 'a', 'Content-Length': '99' }
    await createBench({ allowHosts, appVersion: '1.2' }).ask({ method: 'put', url: `${url}/a?b=c#d`, headers, ...body })
    expect(seen).toEqual([
      {
        method: 'PUT',
        path: '/a?b=c',
        agent: 'Osaurus/1.2 Plugin/dev.example.weather',
        type: undefined,
        length: '2',
        one: 'a',
        body: 'ff00',
      },
    ])
  })

  it('may answer HEAD with a length and no body', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'Content-Length': '60000000' }).end())
    const answer = await createBench({ allowHosts }).ask({ method: 'HEAD', url })
    expect(answer).toMatchObject({ status: 200, body: '', headers: { 'content-length': '60000000' } })
  })

  it('may compress, and the plugin gets the plain text', async () => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('hello')),
    )
    expect(await createBench({ allowHosts }).ask({ method: 'GET', url })).toMatchObject({ body: 'hello' })
  })

  it('is not hidden behind a smaller limit by compression', async () => {
    const packed = gzipSync('x'.repeat(1000))
    const url = await serve((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed))
    const { ask } = createBench({ allowHosts, limits: { httpBodyBytes: 500 } })
    expect(packed.length).toBeLessThan(500)
    expect(await ask({ method: 'GET', url })).toMatchObject({ error: 'response_too_large' })
  })

  it('is followed to where it redirects', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/old') response.writeHead(302, { Location: '/new' }).end()
      else response.end(request.url)
    })
    const answer = await createBench({ allowHosts }).ask({ method: 'GET', url: `${url}/old` })
    expect(answer).toMatchObject({ status: 200, body: '/new' })
  })

  it('is not followed to a host that the test does not allow', async () => {
    const url = await serve((_, response) => response.writeHead(302, { Location: 'http://example.com/' }).end())
    expect(await createBench({ allowHosts }).ask({ method: 'GET', url })).toMatchObject({
      error: 'network_error',
      message: expect.stringContaining('http://example.com/, whose host is not in allowHosts'),
    })
  })

  it('is cut off in the middle of a body when the time is over', async () => {
    let closed = Promise.resolve<unknown>(undefined)
    const { host, ask } = createBench({ allowHosts })
    const url = await serve((_, response) => {
      closed = once(response, 'close')
      response.write('hel', () => host.clock.advance(5000))
    })
    const answer = await ask({ method: 'GET', url, timeout_ms: 5000 })
    expect(answer).toMatchObject({ error: 'connection_timeout' })
    await closed
  })
})

describe('without a server', () => {
  it('a connection is refused', async () => {
    const url = await serve(() => {})
    const [server] = servers.splice(0)
    await new Promise((resolve) => server?.close(resolve))
    expect(await createBench({ allowHosts }).ask({ method: 'GET', url })).toMatchObject({
      error: 'connection_refused',
      elapsed_ms: expect.any(Number),
    })
  })

  it.each([
    ['that speaks no HTTP', 'SSH-2.0-server\r\n', 'invalid_response'],
    ['that hangs up', '', 'network_error'],
  ])('but with one %s, it is an error', async (_, greeting, error) => {
    const url = await listen(createSocketServer((socket) => socket.once('data', () => socket.end(greeting))))
    expect(await createBench({ allowHosts }).ask({ method: 'GET', url })).toMatchObject({ error })
  })

  it('but with one without TLS, https is an error of TLS', async () => {
    const url = await listen(
      createSocketServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n'))),
    )
    const answer = await createBench({ allowHosts }).ask({ method: 'GET', url: url.replace('http:', 'https:') })
    expect(answer).toMatchObject({ error: 'tls_error' })
  })
})

describe('where fetch is not mocked', () => {
  it.each(['full', 'production'] as const)(
    "no host is asked that is not allowed, under the profile '%s'",
    async (profile) => {
      const url = await serve(() => expect.unreachable())
      const answer = await createBench({ profile, allowHosts: ['localhost:1'] }).ask({ method: 'GET', url })
      expect(answer).toMatchObject(
        profile === 'full' ? { error: 'network_error', status: 0 } : { error: 'ssrf_blocked' },
      )
    },
  )

  it('a port that the test does not allow is not asked', async () => {
    const url = await serve(() => expect.unreachable())
    const answer = await createBench({ allowHosts: ['127.0.0.1:1'] }).ask({ method: 'GET', url })
    expect(answer).toMatchObject({ error: 'network_error', status: 0 })
  })
})

import { host, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

const AGENT = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'

/** What the bot's API answers; the plugin sees it as the result of its http_request. */
const apiAnswer = (body: unknown, status = 200) =>
  JSON.stringify({ status, headers: {}, body: JSON.stringify(body), body_encoding: 'utf8', elapsed_ms: 12 })

const settings = (values: Record<string, string>) => (key: string) => values[key] ?? null

describe('the token', () => {
  test('registers the webhook and persists its secret', async () => {
    host.onHttpRequest = () => apiAnswer({ secret: 's3cret' })

    await plugin.configChanged('bot_token', 'T1', { agentId: AGENT })
    await host.until((h) => h.configWrites.setCount > 0)

    expect(host).toHaveWrittenConfig('webhook_secret', 's3cret')
    expect(host).toHaveLoggedFrom('background', /registered/)
  })

  test('goes to the API as a bearer token, with the webhook under the tunnel', async () => {
    host.onConfigGet = settings({ tunnel_url: 'https://agent.tunnel.example' })
    host.onHttpRequest = async () => apiAnswer({ secret: 's3cret' }) // a responder may be async

    await plugin.configChanged('bot_token', 'T1', { agentId: AGENT })

    expect(host).toHaveRequestedHTTP({
      method: 'POST',
      url: 'https://api.hello.example/setWebhook',
      headers: expect.objectContaining({ authorization: 'Bearer T1' }),
      body: JSON.stringify({ url: 'https://agent.tunnel.example/plugins/com.example.hello/webhook' }),
    })
  })

  test('leaves no secret when the API refuses it', async () => {
    host.onHttpRequest = () => apiAnswer({ message: 'unknown token' }, 401)

    await plugin.configChanged('bot_token', 'wrong', { agentId: AGENT })

    expect(host).not.toHaveWrittenConfig('webhook_secret')
    expect(host).toHaveLogged('webhook registration failed', { from: 'background' })
  })

  test('takes the secret with it when it is cleared', async () => {
    await plugin.configChanged('bot_token', '', { agentId: AGENT })

    expect(host).toHaveDeletedConfig('webhook_secret')
  })
})

describe('the tool greet', () => {
  test('greets by name', async () => {
    const result = await plugin.invoke('greet', { name: 'Ada' })
    expect(result).toSucceed({ greeting: 'Hello, Ada!' })
  })

  test('wants a name', async () => {
    const result = await plugin.invoke('greet', {})
    expect(result).toFailWith('invalid_args')
  })
})

describe('the tool send', () => {
  test('says so when the network is down', async () => {
    host.onConfigGet = settings({ bot_token: 'T1' })

    // Nobody answers http_request here, so the host does: network_error.
    const result = await plugin.invoke('send', { chat: '42', text: 'hi' }, { agentId: AGENT })

    expect(result).toFailWith('unavailable', /network_error/)
  })
})

describe('the webhook', () => {
  const message = (secret: string) => ({
    method: 'POST',
    path: '/webhook',
    headers: { 'x-hello-secret': secret },
    body: JSON.stringify({ chat: '42', text: 'hi' }),
  })

  test('turns strangers away', async () => {
    host.onConfigGet = settings({ webhook_secret: 's3cret' })

    const response = await plugin.handleRoute(message('guess'), { agentId: AGENT })

    expect(response.status).toBe(401)
    expect(host).not.toHaveDispatched()
  })

  test('starts a task for a message', async () => {
    host.onConfigGet = settings({ webhook_secret: 's3cret' })

    const response = await plugin.handleRoute(message('s3cret'), { agentId: AGENT })

    expect(response.status).toBe(200)
    expect(host).toHaveDispatched({ prompt: expect.stringContaining('hi'), session_id: '42' })
  })
})

test('destroy ends the thread of the webhook', async () => {
  host.onHttpRequest = () => apiAnswer({ secret: 's3cret' })
  await plugin.configChanged('bot_token', 'T1', { agentId: AGENT })

  await plugin.destroy()

  expect(host).toHaveLoggedFrom('background', 'webhook thread ended')
})

describe('the strings of the host', () => {
  hostOptions({ abiVersion: 6 }) // The plugin gives them to libc on older hosts, which have no free_string.

  test('come all back', async () => {
    host.onHttpRequest = () => apiAnswer({ secret: 's3cret' })
    await plugin.configChanged('bot_token', 'T1', { agentId: AGENT })
    await plugin.destroy()

    expect(host.strings.handedOut).toBeGreaterThan(0)
    expect(host.strings.outstanding).toEqual([])
  })
})

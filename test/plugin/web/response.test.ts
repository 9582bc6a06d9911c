import { describe, expect, it } from 'vitest'
import { errorOf, loadRoutes } from './load-routes.js'

/** What a client of the app gets when the plugin answers this text. */
async function answer(text: string): Promise<Response> {
  const { plugin } = await loadRoutes()
  return plugin.fetch('/raw', { method: 'POST', body: text })
}

describe('the response to a client', () => {
  it('has the status, headers and body of the plugin, and what the app adds', async () => {
    const response = await answer('{"status":201,"headers":{"X-A":"1","Content-Type":"text/x"},"body":"für"}')
    expect(response.status).toBe(201)
    expect(await response.text()).toBe('für')
    expect(Object.fromEntries(response.headers)).toEqual({
      'access-control-allow-origin': '*',
      connection: 'close',
      'content-length': '4',
      'content-type': 'text/x',
      'x-a': '1',
    })
  })

  it('has no Content-Type that the plugin did not send', async () => {
    expect((await answer('{"status":200,"body":"a"}')).headers.has('content-type')).toBe(false)
  })

  it('has headers of the plugin after those of the app', async () => {
    const { headers } = await answer(
      '{"status":200,"headers":{"Access-Control-Allow-Origin":"a","Content-Length":"9"}}',
    )
    expect([headers.get('access-control-allow-origin'), headers.get('content-length')]).toEqual(['*, a', '9, 0'])
  })

  it('has headers that are not ASCII as fetch reads the UTF-8 of the app: a character for each byte', async () => {
    const { headers } = await answer('{"status":200,"headers":{"X-Name":"über.pdf","X-Title":"報告"}}')
    expect(headers.get('x-name')).toBe('Ã¼ber.pdf')
    expect(Buffer.from(headers.get('x-title') ?? '', 'latin1').toString()).toBe('報告')
  })

  it('has no CORS header for a caller from outside', async () => {
    const { plugin } = await loadRoutes()
    expect((await plugin.fetch('/open', { from: 'relay' })).headers.has('access-control-allow-origin')).toBe(false)
  })

  it.each([
    ['a status alone', '{"status":404}', 404, ''],
    ['a body that is null', '{"status":200,"headers":null,"body":null}', 200, ''],
    ['base64', '{"status":200,"body":"aGk=","body_encoding":"base64"}', 200, 'hi'],
    ['another encoding, which is text', '{"status":200,"body":"aGk=","body_encoding":"gzip"}', 200, 'aGk='],
    ['a status without a body, and a body', '{"status":204,"body":"a"}', 204, ''],
    ['a status of its own', '{"status":299}', 299, ''],
  ])('is made of %s', async (_, text, status, body) => {
    const response = await answer(text)
    expect([response.status, await response.text()]).toEqual([status, body])
  })

  it.each([
    ['no JSON', 'oops'],
    ['no object', '[]'],
    ['no status', '{"body":"a"}'],
    ['a status that is text', '{"status":"200"}'],
    ['a status with a fraction', '{"status":200.5}'],
    ['a status that no integer holds', '{"status":1e30}'],
    ['headers that are numbers', '{"status":200,"headers":{"a":1}}'],
    ['a body that is an object', '{"status":200,"body":{}}'],
    ['an encoding that is a number', '{"status":200,"body_encoding":64}'],
  ])('is 500 for %s', async (_, text) => {
    const response = await answer(text)
    expect([response.status, await errorOf(response)]).toEqual([
      500,
      expect.stringContaining('Invalid plugin response'),
    ])
  })

  it.each([
    ['without padding', 'aGk'],
    ['with white space', 'aG k='],
    ['with a line break at its end', 'aGk=\\n'],
    ['of the URL alphabet', '-_-_'],
    ['that is text', 'hello!'],
  ])('is 502 for base64 %s', async (_, body) => {
    expect((await answer(`{"status":200,"body":"${body}","body_encoding":"base64"}`)).status).toBe(502)
  })

  it.each([
    ['a status below 200', '{"status":99}'],
    ['a status above 599', '{"status":600}'],
    ['a header with a line break', '{"status":200,"headers":{"X-A":"a\\nb"}}'],
    ['a header with NUL', '{"status":200,"headers":{"X-A":"ü\\u0000"}}'],
    ['a header whose name is none', '{"status":200,"headers":{"X A":"a"}}'],
  ])('is none for %s: INVALID_RESPONSE', async (_, text) => {
    await expect(answer(text)).rejects.toThrow(expect.objectContaining({ code: 'INVALID_RESPONSE' }))
  })
})

describe('HEAD', () => {
  it('needs a route that lists it', async () => {
    const { plugin } = await loadRoutes()
    expect((await plugin.fetch('/notes/7', { method: 'HEAD' })).status).toBe(404)
  })

  it('is answered with the body of the plugin', async () => {
    const { plugin } = await loadRoutes()
    const response = await plugin.fetch('/headed', { method: 'HEAD' })
    expect(response.headers.get('x-plugin')).toBe('yes')
    expect(await response.json()).toMatchObject({ request: { method: 'HEAD', route_id: 'head' } })
  })
})

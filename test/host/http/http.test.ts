import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBench, makeCall } from './simulated-host.js'

const get = { method: 'GET', url: 'https://api.example.com/me' }
const plugin = 'Osaurus/unknown Plugin/dev.example.weather'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Puts a fetch on the global object that answers with these, one a call, and keeps what it was called with. */
function mockFetch(...answers: (() => unknown)[]) {
  const calls: { readonly url: string; readonly init: RequestInit }[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init })
    return answers[Math.min(calls.length, answers.length) - 1]?.()
  })
  return calls
}

const ok = () => new Response('ok')
const redirectTo =
  (location: string, status = 302) =>
  () =>
    new Response(null, { status, headers: { location } })

describe('where nothing was prepared and fetch is not mocked', () => {
  it('answers the network error of the Swift kit at once, and says the ways out', () => {
    const { http } = createBench()
    const answer = http.answer(makeCall(get))
    expect(answer).toBe(
      '{"error":"network_error","message":"no answer was prepared for GET https://api.example.com/me: prepare one with host.on.http_request.reply(...) or host.onHttpRequest, mock fetch, or name the host in allowHosts","status":0}',
    )
  })

  it('says that the call is unprepared', () => {
    const isUnprepared = (request: object | string | null, allowHosts: string[] = []) =>
      createBench({ allowHosts }).http.isUnprepared?.(makeCall(request))
    expect(isUnprepared(get)).toBe(true)
    expect(isUnprepared(get, ['api.example.com'])).toBe(false)
    expect(isUnprepared('{"method":"GET"}')).toBe(false)
    expect(isUnprepared(null)).toBe(false)
    mockFetch(ok)
    expect(isUnprepared(get)).toBe(false)
  })

  it('answers no invalid request with it', () => {
    const answer = createBench().http.answer(makeCall('{"method":"GET"}'))
    expect(answer).toBe('{"error":"invalid_request","message":"\\"url\\" is missing, not a string."}')
  })
})

describe('the request', () => {
  it('is made by the fetch of that moment', async () => {
    const { ask } = createBench()
    const early = mockFetch(() => new Response('early'))
    expect(await ask(get)).toMatchObject({ status: 200, body: 'early' })
    const late = mockFetch(() => new Response('late'))
    expect(await ask(get)).toMatchObject({ status: 200, body: 'late' })
    expect([early.length, late.length]).toEqual([1, 1])
  })

  it('carries method, headers and body, and leaves redirects to us', async () => {
    const calls = mockFetch(ok)
    await createBench().ask({ ...get, method: 'post', headers: { 'X-Token': 't', 'User-Agent': 'w/1' }, body: 'ü' })
    expect(calls).toEqual([
      {
        url: 'https://api.example.com/me',
        init: {
          method: 'POST',
          headers: { 'x-token': 't', 'user-agent': `w/1 ${plugin}` },
          redirect: 'manual',
          body: Buffer.from('ü'),
          signal: expect.any(AbortSignal),
        },
      },
    ])
  })

  it('has a body in text where it says of which type it is, so that mocks can compare it', async () => {
    const calls = mockFetch(ok)
    const headers = { 'Content-Type': 'application/json' }
    await createBench().ask({ ...get, method: 'POST', headers, body: '{"a":"ü"}' })
    await createBench().ask({ ...get, method: 'POST', headers, body: '/wA=', body_encoding: 'base64' })
    expect(calls.map(({ init }) => init.body)).toEqual(['{"a":"ü"}', Buffer.from([255, 0])])
  })

  it('has no body where it is empty, as fetch demands of a GET', async () => {
    const calls = mockFetch(ok)
    await createBench().ask({ ...get, body: '' })
    expect(calls[0]?.init).not.toHaveProperty('body')
  })

  it('has no body where its base64 is broken, and no error', async () => {
    const calls = mockFetch(ok)
    const answer = await createBench().ask({ ...get, method: 'POST', body: 'a', body_encoding: 'base64' })
    expect(answer).toMatchObject({ status: 200 })
    expect(calls[0]?.init).not.toHaveProperty('body')
  })

  it('leaves headers of the connection to fetch', async () => {
    const calls = mockFetch(ok)
    const headers = {
      Connection: 'close',
      'Content-Length': '7',
      'Transfer-Encoding': 'chunked',
      Expect: '100-continue',
    }
    await createBench().ask({ ...get, headers })
    expect(calls[0]?.init.headers).toEqual({ 'user-agent': plugin })
  })
})

describe('the User-Agent', () => {
  it.each([
    ['app and plugin', {}, {}, plugin],
    ['the version of the app where it is told', { appVersion: '1.2' }, {}, 'Osaurus/1.2 Plugin/dev.example.weather'],
    ['what the plugin has set, in front', {}, { headers: { 'USER-AGENT': 'w/1 (x)' } }, `w/1 (x) ${plugin}`],
    ['no space where the plugin has set nothing', {}, { headers: { 'User-Agent': '' } }, plugin],
  ])('names %s', async (_, options, fields, expected) => {
    const calls = mockFetch(ok)
    await createBench(options).ask({ ...get, ...fields })
    expect(calls[0]?.init.headers).toEqual({ 'user-agent': expected })
  })

  it('names an unknown plugin before the first is loaded', async () => {
    const calls = mockFetch(ok)
    await createBench().ask(get, { pluginId: null })
    expect(calls[0]?.init.headers).toEqual({ 'user-agent': 'Osaurus/unknown Plugin/unknown' })
  })
})

describe('the response', () => {
  it('has body, encoding, elapsed time, lower-case headers and status, in the bytes of the app', async () => {
    const { host, http } = createBench()
    const headers = { 'X-Path': '/a/b', 'Content-Type': 'text/plain' }
    mockFetch(() => {
      host.clock.advance(250)
      return new Response('"ü" /', { status: 201, headers })
    })
    expect(String(await http.answer(makeCall(get))).replace(/:2[5-9]\d,/, ':250,')).toBe(
      '{"body":"\\"ü\\" /","body_encoding":"utf8","elapsed_ms":250,"headers":{"content-type":"text/plain","x-path":"/a/b"},"status":201}',
    )
  })

  it.each([
    ['text', Buffer.from('ü'), 'ü', 'utf8'],
    ['nothing', Buffer.alloc(0), '', 'utf8'],
    ['a mark of byte order', Buffer.from('\ufeffa'), '\ufeffa', 'utf8'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00]), '//4A', 'base64'],
    ['a character that is cut off', Buffer.from('ü').subarray(0, 1), 'ww==', 'base64'],
  ])('of %s is %4$s', async (_, bytes, body, body_encoding) => {
    mockFetch(() => new Response(bytes))
    expect(await createBench().ask(get)).toMatchObject({ body, body_encoding })
  })

  it.each([204, 304, 400, 404, 500, 503])('of the status %d is no error', async (status) => {
    mockFetch(() => new Response(null, { status }))
    const answer = await createBench().ask(get)
    expect(answer).toMatchObject({ body: '', body_encoding: 'utf8', status })
    expect(answer).not.toHaveProperty('error')
  })

  it('joins a header that came several times', async () => {
    const headers: [string, string][] = [
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]
    mockFetch(() => new Response(null, { headers }))
    expect(await createBench().ask(get)).toMatchObject({ headers: { 'set-cookie': 'a=1, b=2' } })
  })

  it('keeps no cookies for the next request', async () => {
    const calls = mockFetch(() => new Response(null, { headers: { 'Set-Cookie': 'a=1' } }))
    const { ask } = createBench()
    await ask(get)
    await ask(get)
    expect(calls[1]?.init.headers).toEqual({ 'user-agent': plugin })
  })
})

describe('redirects', () => {
  it('are followed to the answer', async () => {
    const calls = mockFetch(redirectTo('/you'), redirectTo('//other.example/us'), ok)
    expect(await createBench().ask(get)).toMatchObject({ status: 200, body: 'ok' })
    expect(calls.map(({ url }) => url)).toEqual([
      'https://api.example.com/me',
      'https://api.example.com/you',
      'https://other.example/us',
    ])
  })

  it('are answers where follow_redirects is false', async () => {
    const calls = mockFetch(redirectTo('/you'))
    const answer = await createBench().ask({ ...get, follow_redirects: false })
    expect(answer).toMatchObject({ status: 302, headers: { location: '/you' } })
    expect(calls).toHaveLength(1)
  })

  it('are followed 20 times, and are an error after that', async () => {
    const twenty = Array.from({ length: 20 }, (_, n) => redirectTo(`/${n}`))
    const calls = mockFetch(...twenty, ok)
    expect(await createBench().ask(get)).toMatchObject({ status: 200 })
    expect(calls).toHaveLength(21)
    mockFetch(...twenty, redirectTo('/20'), ok)
    expect(await createBench().ask(get)).toEqual({
      error: 'too_many_redirects',
      message: 'More than 20 redirects.',
      elapsed_ms: expect.any(Number),
    })
  })

  it.each([
    'http://127.0.0.1/',
    '//10.0.0.1/',
    'http://[::ffff:192.168.0.1]/',
    'http://2130706433/',
    'file:///etc/hosts',
  ])('to %s are blocked', async (location) => {
    const calls = mockFetch(redirectTo(location), ok)
    expect(await createBench({ profile: 'production' }).ask(get)).toEqual({
      error: 'ssrf_blocked',
      message: expect.stringContaining('A redirect leads to'),
      elapsed_ms: expect.any(Number),
    })
    expect(calls).toHaveLength(1)
  })

  it('count as one request', async () => {
    const { ask } = createBench({ profile: 'production', limits: { httpRequestsPerMinute: 2 } })
    mockFetch(redirectTo('/1'), redirectTo('/2'), ok)
    await ask(get)
    expect(await ask(get)).toMatchObject({ status: 200 })
    expect(await ask(get)).toMatchObject({ error: 'rate_limit_exceeded' })
  })
})

describe('what fails on the way', () => {
  it('has its code and the time that it took', async () => {
    const { host, ask } = createBench()
    mockFetch(() => {
      host.clock.advance(40)
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })
    })
    const answer = await ask(get)
    expect(answer).toEqual({
      error: 'connection_refused',
      message: 'fetch failed: refused',
      elapsed_ms: expect.any(Number),
    })
    expect(answer).toHaveProperty(
      'elapsed_ms',
      expect.toSatisfy((elapsed: number) => elapsed >= 40),
    )
  })

  it.each([
    ['nothing', () => undefined],
    ['a plain object', () => ({ ok: true, json: async () => ({}) })],
    ['text', () => 'ok'],
  ])('is an invalid response where fetch answers %s', async (_, respond) => {
    mockFetch(respond)
    expect(await createBench().ask(get)).toMatchObject({
      error: 'invalid_response',
      message: expect.stringContaining('new Response()'),
    })
  })

  it('is a network error where fetch answers Response.error()', async () => {
    mockFetch(() => Response.error())
    expect(await createBench().ask(get)).toMatchObject({ error: 'network_error' })
  })

  it('is a network error where the address is none for fetch', async () => {
    const calls = mockFetch(ok)
    expect(await createBench().ask({ ...get, url: 'http://256.256.256.256/' })).toMatchObject({
      error: 'network_error',
    })
    expect(calls).toEqual([])
  })
})

describe('time', () => {
  /** A fetch that never answers; resolves when it is asked. */
  function neverAnswers(): { readonly asked: Promise<AbortSignal> } {
    let tell = (_: AbortSignal) => {}
    const asked = new Promise<AbortSignal>((resolve) => {
      tell = resolve
    })
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      tell(signal)
      return new Promise(() => {})
    })
    return { asked }
  }

  it.each([
    ['30 s where the request does not say', {}, 30_000],
    ['what the request says', { timeout_ms: 1500 }, 1500],
    ['300 s at most', { timeout_ms: 900_000 }, 300_000],
  ])('is %s', async (_, fields, timeout) => {
    const { host, ask } = createBench()
    const { asked } = neverAnswers()
    const answer = ask({ ...get, ...fields })
    const signal = await asked
    host.clock.advance(timeout - 500)
    expect(signal.aborted).toBe(false)
    host.clock.advance(500)
    expect(signal.aborted).toBe(true)
    expect(await answer).toEqual({
      error: 'connection_timeout',
      message: `There was no reply within ${timeout} ms.`,
      elapsed_ms: expect.toSatisfy((elapsed: number) => elapsed >= timeout),
    })
  })

  it('is over at once where the request gives none', async () => {
    const calls = mockFetch(ok)
    expect(await createBench().ask({ ...get, timeout_ms: 0 })).toMatchObject({ error: 'connection_timeout' })
    expect(await createBench().ask({ ...get, timeout_ms: -1 })).toMatchObject({ error: 'connection_timeout' })
    expect(calls).toEqual([])
  })

  it('starts anew with each redirect', async () => {
    const { host, ask } = createBench()
    const slowly = (respond: () => unknown) => () => {
      host.clock.advance(700)
      return respond()
    }
    mockFetch(slowly(redirectTo('/1')), slowly(redirectTo('/2')), slowly(ok))
    expect(await ask({ ...get, timeout_ms: 1000 })).toMatchObject({ status: 200 })
  })

  it('is 1800 s over all redirects, and says then not how long it took', async () => {
    const { host, ask } = createBench()
    mockFetch(() => {
      host.clock.advance(299_000)
      return redirectTo('/next')()
    })
    expect(await ask({ ...get, timeout_ms: 300_000 })).toEqual({ error: 'host_timeout', message: expect.any(String) })
  })

  it('is not used up by a reply: no timer is left behind', async () => {
    vi.useFakeTimers()
    mockFetch(ok)
    await createBench().ask(get)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})

describe('sizes', () => {
  /** A body without end, that says when it is cancelled. */
  function endless() {
    const seen = { chunks: 0, isCancelled: false }
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        seen.chunks++
        controller.enqueue(new Uint8Array(4))
      },
      cancel() {
        seen.isCancelled = true
      },
    })
    return { body, seen }
  }

  it('of a body that comes are limited, and reading stops there', async () => {
    const { body, seen } = endless()
    mockFetch(() => new Response(body))
    expect(await createBench({ limits: { httpBodyBytes: 10 } }).ask(get)).toEqual({
      error: 'response_too_large',
      message: 'The body has more than 10 bytes.',
      elapsed_ms: expect.any(Number),
    })
    expect(seen.isCancelled).toBe(true)
    expect(seen.chunks).toBeLessThan(6)
  })

  it('of a body that comes may be as large as the limit', async () => {
    const { ask } = createBench({ limits: { httpBodyBytes: 10 } })
    mockFetch(() => new Response('x'.repeat(10)))
    expect(await ask(get)).toMatchObject({ status: 200 })
    mockFetch(() => new Response('x'.repeat(11)))
    expect(await ask(get)).toMatchObject({ error: 'response_too_large' })
  })
})

import { describe, expect, it } from 'vitest'
import { createBench, makeCall } from './simulated-host.js'

const get = { method: 'GET', url: 'https://example.com/' }
const local = { method: 'GET', url: 'http://127.0.0.1/' }
const production = { profile: 'production', limits: { httpRequestsPerMinute: 1, httpBodyBytes: 4 } } as const
const limited = '{"error":"rate_limit_exceeded","message":"More than 1 requests in 60 s.","retry_after_ms":60000}'

/** The error that the checks answer; `undefined` when there is none. */
function createChecks(setting: Parameters<typeof createBench>[0]) {
  const { http, host } = createBench(setting)
  return { host, check: (request: object | string | null, call = {}) => http.admit?.(makeCall(request, call)) }
}

it('answers the errors of the checks in the bytes of the app', () => {
  const { check } = createChecks(production)
  expect(check('{}')).toBe('{"error":"invalid_request","message":"\\"method\\" is missing, not a string."}')
  expect(check(local)).toBe('{"error":"ssrf_blocked","message":"Requests to http://127.0.0.1/ are blocked."}')
  expect(check({ ...get, body: '12345' })).toBe(
    '{"error":"request_too_large","message":"The body has 5 bytes, more than 4."}',
  )
  expect(check(get)).toBe(limited)
})

it('checks JSON, address, rate and size in this order', () => {
  const { check } = createChecks(production)
  expect(check(get)).toBeUndefined()
  // The rate is used up: each of these breaks all rules that come after the one it is answered with.
  expect(check({ ...local, method: 5, body: '12345' })).toContain('"invalid_request"')
  expect(check({ ...local, body: '12345' })).toContain('"ssrf_blocked"')
  expect(check({ ...get, body: '12345' })).toBe(limited)
})

describe('the rate', () => {
  it('is not used by requests that are invalid or blocked', () => {
    const { check } = createChecks(production)
    for (const request of ['', '{}', local, local]) check(request)
    expect(check(get)).toBeUndefined()
  })

  it('is used by requests that fail later', () => {
    const { check } = createChecks(production)
    check({ ...get, body: '12345' })
    expect(check(get)).toBe(limited)
  })

  it('is 60 requests in any 60 seconds', () => {
    const { check, host } = createChecks({ profile: 'production' })
    for (let n = 0; n < 60; n++) expect(check(get)).toBeUndefined()
    expect(check(get)).toMatch(/^\{"error":"rate_limit_exceeded",.*"retry_after_ms":60000\}$/)
    host.clock.advance(60_000)
    expect(check(get)).toBeUndefined()
  })

  it('is that of a plugin and an agent', () => {
    const { check } = createChecks(production)
    expect(check(get)).toBeUndefined()
    expect(check(get, { agentId: '6BF1E1E4-0000-4000-8000-000000000002' })).toBeUndefined()
    expect(check(get, { pluginId: 'dev.example.other' })).toBeUndefined()
    expect(check(get)).toBe(limited)
  })

  it.each([
    ['nobody', null],
    ['the Default agent', '00000000-0000-0000-0000-000000000001'],
    ['the agent that the app counts them under', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFF0'],
  ])('of calls without an agent is shared with %s', (_, agentId) => {
    const { check } = createChecks(production)
    expect(check(get, { agentId: null })).toBeUndefined()
    expect(check(get, { agentId })).toBe(limited)
    expect(check(get)).toBeUndefined()
  })

  it("is not limited under the profile 'full'", () => {
    const { check } = createChecks({})
    for (let n = 0; n < 100; n++) expect(check(get)).toBeUndefined()
  })
})

describe('addresses', () => {
  it.each([
    'http://localhost/',
    'https://10.0.0.1:8443/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://2130706433/',
    'ftp://192.168.0.1/',
    'http://user@127.0.0.1/',
    'http://127.0.0.1\\@example.com/',
    'http://example.com\\@127.0.0.1/',
    'http:127.0.0.1',
    'file:///etc/hosts',
    'example.com',
    '/path',
  ])('%s is blocked', (url) => {
    expect(createChecks(production).check({ ...get, url })).toContain('"ssrf_blocked"')
  })

  it.each(['https://example.com/', 'ftp://example.com/', 'http://8.8.8.8/', 'http://foo.localhost/', '//example.com/'])(
    '%s is not blocked',
    (url) => {
      expect(createChecks(production).check({ ...get, url })).toBeUndefined()
    },
  )

  it("are not blocked under the profile 'full'", () => {
    expect(createChecks({}).check(local)).toBeUndefined()
  })
})

describe('sizes', () => {
  it('of a body are those of its bytes, not of its base64', () => {
    const { check } = createChecks({ limits: { httpBodyBytes: 4 } })
    const body = (bytes: string) => ({ ...get, body: Buffer.from(bytes).toString('base64'), body_encoding: 'base64' })
    expect(check(body('1234'))).toBeUndefined()
    expect(check(body('12345'))).toContain('"request_too_large"')
    expect(check({ ...get, body: 'üü' })).toBeUndefined()
    expect(check({ ...get, body: 'üüü' })).toContain('"request_too_large"')
  })

  it('of a body are 50,000,000 bytes at most', () => {
    const { check } = createChecks({})
    const most = 'x'.repeat(50_000_000)
    expect(check({ ...get, body: most })).toBeUndefined()
    expect(check({ ...get, body: `${most}x` })).toContain('"request_too_large"')
  })
})

it('NULL is not checked, and answered with NULL', async () => {
  const { check } = createChecks(production)
  expect(check(null)).toBeUndefined()
  expect(await createBench(production).ask(null)).toBeNull()
})

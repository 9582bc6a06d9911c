import { describe, expect, it } from 'vitest'
import { readRequest } from '../../../src/host/http/http-request.js'
import { redirect } from '../../../src/host/http/redirect.js'
import { appLimits } from '../../../src/host/simulation/limits.js'

const headers = {
  authorization: 'Bearer t',
  cookie: 'a=1',
  'content-type': 'text/plain',
  'content-length': '2',
  accept: '*/*',
}

interface Redirected {
  readonly method?: string
  readonly url?: string
  readonly status?: number
  readonly location?: string
  readonly follow_redirects?: boolean
}

/** The request that follows, as plain values; `undefined` when none does. */
function follow({ status = 302, location = '/next', ...fields }: Redirected) {
  const text = JSON.stringify({ method: 'POST', url: 'https://example.com/a/b', headers, body: 'hi', ...fields })
  const request = readRequest(text, appLimits)
  if ('problem' in request) throw new Error(request.problem)
  const next = redirect(request, { status, headers: { location }, body: Buffer.alloc(0) })
  if (next === undefined) return undefined
  const { method, url, body } = next
  return { method, url: url.url?.href, body: body && Buffer.from(body).toString(), headers: [...next.headers.keys()] }
}

describe('method and body', () => {
  it.each([301, 302, 303])('a %d makes a GET without body of anything but GET and HEAD', (status) => {
    const without = { method: 'GET', body: undefined, headers: ['authorization', 'cookie', 'accept'] }
    expect(follow({ status })).toMatchObject(without)
    expect(follow({ status, method: 'DELETE' })).toMatchObject(without)
    const kept = { body: 'hi', headers: Object.keys(headers) }
    expect(follow({ status, method: 'GET' })).toMatchObject({ method: 'GET', ...kept })
    expect(follow({ status, method: 'HEAD' })).toMatchObject({ method: 'HEAD', ...kept })
  })

  it.each([300, 304, 305, 306, 307, 308, 399])('a %d keeps both', (status) => {
    expect(follow({ status })).toMatchObject({ method: 'POST', body: 'hi', headers: Object.keys(headers) })
  })
})

describe('what is no redirect', () => {
  it.each([200, 201, 299, 400, 404])('a %d with a Location', (status) => {
    expect(follow({ status })).toBeUndefined()
  })

  it('one that is not to be followed', () => {
    expect(follow({ follow_redirects: false })).toBeUndefined()
  })

  it('one without a Location, or with one that leads nowhere', () => {
    const request = readRequest('{"method":"GET","url":"https://example.com/"}', appLimits)
    if ('problem' in request) throw new Error(request.problem)
    expect(redirect(request, { status: 302, headers: {}, body: Buffer.alloc(0) })).toBeUndefined()
    expect(follow({ location: 'http://[broken/' })).toBeUndefined()
  })
})

describe('the target', () => {
  it.each([
    ['https://other.example/x', 'https://other.example/x'],
    ['//other.example/x', 'https://other.example/x'],
    ['/x?y', 'https://example.com/x?y'],
    ['x', 'https://example.com/a/x'],
    ['?y', 'https://example.com/a/b?y'],
    ['', 'https://example.com/a/b'],
  ])('of "%s" is %s', (location, url) => {
    expect(follow({ location })).toMatchObject({ url })
  })
})

describe('Authorization and Cookie', () => {
  const credentials = ['authorization', 'cookie']
  const from = 'https://example.com/'

  it.each([
    ['path', from, '/elsewhere'],
    ['port, written out', from, 'https://example.com:443/'],
    ['case of the host', from, 'https://EXAMPLE.com/'],
    ['port that is the same', 'http://example.com:8080/', 'http://example.com:8080/x'],
  ])('are kept for another %s', (_, url, location) => {
    expect(follow({ url, location })?.headers).toEqual(expect.arrayContaining(credentials))
  })

  it.each([
    ['host', from, 'https://other.example/'],
    ['subdomain', from, 'https://www.example.com/'],
    ['port', from, 'https://example.com:8443/'],
    ['scheme', from, 'http://example.com/'],
    ['scheme with the port kept', 'http://example.com:443/', 'https://example.com:443/'],
    ['scheme, to TLS', 'http://example.com/', 'https://example.com/'],
  ])('are lost for another %s', (_, url, location) => {
    expect(follow({ status: 307, url, location })?.headers).toEqual(['content-type', 'content-length', 'accept'])
  })
})

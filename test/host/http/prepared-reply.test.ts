import { describe, expect, it } from 'vitest'
import { printPreparedReply } from '../../../src/host/http/prepared-reply.js'
import { createBench } from './simulated-host.js'

const filled = { body: '', body_encoding: 'utf8', elapsed_ms: 0, headers: {}, status: 200 }
const read = (reply: object) => JSON.parse(printPreparedReply(reply))

it('fills in what the app always has, in its order', () => {
  expect(printPreparedReply({ status: 503, body: 'a/b' })).toBe(
    '{"body":"a/b","body_encoding":"utf8","elapsed_ms":0,"headers":{},"status":503}',
  )
})

it.each<[string, object, object]>([
  ['nothing', {}, {}],
  ['a status and a body', { status: 503, body: '' }, { status: 503 }],
  ['fields that are undefined', { status: undefined, body: undefined, headers: undefined }, {}],
  ['an elapsed time', { elapsed_ms: 12 }, { elapsed_ms: 12 }],
  ['fields of its own', { body: 'x', note: 1 }, { body: 'x', note: 1 }],
  ['bytes of text', { body: Buffer.from('ü') }, { body: 'ü' }],
  ['bytes that are no text', { body: new Uint8Array([255, 0]) }, { body: '/wA=', body_encoding: 'base64' }],
  ['part of a buffer', { body: new Uint8Array([255, 104, 105, 255]).subarray(1, 3) }, { body: 'hi' }],
  ['text in base64', { body: '/wA=', body_encoding: 'base64' }, { body: '/wA=', body_encoding: 'base64' }],
  ['headers', { headers: { 'X-One': '1' } }, { headers: { 'x-one': '1' } }],
  ['JSON', { json: { b: 1 } }, { body: '{"b":1}', headers: { 'content-type': 'application/json' } }],
  ['JSON null', { json: null }, { body: 'null', headers: { 'content-type': 'application/json' } }],
  [
    'JSON of a type of its own',
    { json: [1], headers: { 'Content-Type': 'application/problem+json' } },
    { body: '[1]', headers: { 'content-type': 'application/problem+json' } },
  ],
])('a reply of %s is complete', (_, reply, expected) => {
  expect(read(reply)).toEqual({ ...filled, ...expected })
})

it.each([[{ error: 'dns_failure', message: 'no such host' }], [{ error: 'x', status: 0 }], [[1, 2]]])(
  '%j stays as it is',
  (reply) => {
    expect(read(reply)).toEqual(reply)
  },
)

describe('a reply is refused that has', () => {
  it.each([
    ['a status in text', { status: '503' }, 'integer'],
    ['a status that is no integer', { status: 2.5 }, 'integer'],
    ['an object as body', { body: { a: 1 } }, '`json` takes an object'],
    ['a body and json', { body: '', json: {} }, 'left out'],
    ['json that says nothing', { json: () => {} }, 'a value that JSON can say'],
    ['headers that are none', { headers: 'x-one: 1' }, 'an object'],
    ['a header that is no text', { headers: { 'X-One': 1 } }, 'text'],
    ['the fields of a Response', new Response('x'), 'a mocked fetch'],
  ])('%s', (_, reply, hint) => {
    expect(() => printPreparedReply(reply)).toThrow('INVALID_ARGUMENT')
    expect(() => printPreparedReply(reply)).toThrow(hint)
  })
})

describe('an error that a test prepares', () => {
  const { http } = createBench()

  it.each([
    'connection_timeout',
    'connection_refused',
    'dns_failure',
    'tls_error',
    'too_many_redirects',
    'invalid_response',
    'response_too_large',
    'network_error',
  ])('%s has elapsed_ms', (code) => {
    expect(http.fail?.(code, 'm')).toBe(`{"elapsed_ms":0,"error":"${code}","message":"m"}`)
  })

  it.each(['invalid_request', 'ssrf_blocked', 'request_too_large', 'host_timeout', 'something_else'])(
    '%s has no more than its message',
    (code) => {
      expect(http.fail?.(code, 'm')).toBe(`{"error":"${code}","message":"m"}`)
    },
  )

  it('rate_limit_exceeded has retry_after_ms', () => {
    expect(http.fail?.('rate_limit_exceeded', 'm')).toBe(
      '{"error":"rate_limit_exceeded","message":"m","retry_after_ms":60000}',
    )
  })

  it('is what the host prepares by reply as well', () => {
    expect(http.prepare?.({ status: 204 })).toBe(printPreparedReply({ status: 204 }))
  })
})

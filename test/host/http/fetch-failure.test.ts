import { expect, it } from 'vitest'
import { nameFailure } from '../../../src/host/http/fetch-failure.js'

const coded = (code: string) => Object.assign(new Error('cause'), { code })
const failed = (cause: unknown) => new TypeError('fetch failed', { cause })

it.each([
  ['ETIMEDOUT', 'connection_timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connection_timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'connection_timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'connection_timeout'],
  ['ECONNREFUSED', 'connection_refused'],
  ['EHOSTUNREACH', 'connection_refused'],
  ['EHOSTDOWN', 'connection_refused'],
  ['EADDRNOTAVAIL', 'connection_refused'],
  ['ENOTFOUND', 'dns_failure'],
  ['ENODATA', 'dns_failure'],
  ['EAI_AGAIN', 'dns_failure'],
  ['EAI_FAIL', 'dns_failure'],
  ['CERT_HAS_EXPIRED', 'tls_error'],
  ['CERT_UNTRUSTED', 'tls_error'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_error'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_error'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_error'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls_error'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_error'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_error'],
  ['HOSTNAME_MISMATCH', 'tls_error'],
  ['INVALID_CA', 'tls_error'],
  ['EPROTO', 'tls_error'],
  ['HPE_INVALID_CONSTANT', 'invalid_response'],
  ['ECONNRESET', 'network_error'],
  ['ENETUNREACH', 'network_error'],
  ['EPIPE', 'network_error'],
  ['UND_ERR_SOCKET', 'network_error'],
  ['UND_MOCK_ERR_MOCK_NOT_MATCHED', 'network_error'],
])('%s is %s', (code, expected) => {
  expect(nameFailure(failed(coded(code))).code).toBe(expected)
  expect(nameFailure(coded(code)).code).toBe(expected)
})

it.each<[string, unknown, string, string]>([
  [
    'several addresses of a host',
    failed(new AggregateError([coded('ECONNREFUSED')])),
    'connection_refused',
    'fetch failed: cause',
  ],
  [
    'a cause of a cause',
    failed(new Error('middle', { cause: coded('ENOTFOUND') })),
    'dns_failure',
    'fetch failed: middle: cause',
  ],
  ['AbortSignal.timeout', new DOMException('late', 'TimeoutError'), 'connection_timeout', 'late'],
  [
    'a parser without code',
    failed(Object.assign(new Error('SSH'), { name: 'HTTPParserError' })),
    'invalid_response',
    'fetch failed: SSH',
  ],
  ['an error without cause', new TypeError('bad header'), 'network_error', 'bad header'],
  ['the same sentence twice', new Error('same', { cause: new Error('same') }), 'network_error', 'same'],
  ['text', 'offline', 'network_error', 'offline'],
  ['nothing', undefined, 'network_error', 'undefined'],
])('of %s, code and sentence are told', (_, error, code, message) => {
  expect(nameFailure(error)).toMatchObject({ code, message })
})

it('an error that is its own cause is no trap', () => {
  const error = new Error('round')
  error.cause = error
  expect(nameFailure(error)).toMatchObject({ code: 'network_error', message: 'round' })
})

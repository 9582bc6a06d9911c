import { describe, expect, it } from 'vitest'
import { AddressGuard } from '../../../src/host/http/address-guard.js'
import { readURL } from '../../../src/host/http/request-url.js'
import { MockHost } from '../../../src/index.js'

function address(text: string) {
  const url = readURL(text)
  if (url === undefined) throw new Error(`${text} is no URL`)
  return url
}

describe('a host that the test allows', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1/'],
    ['127.0.0.1', 'https://127.0.0.1:8443/'],
    ['127.0.0.1', 'http://127.1/'],
    ['LOCALHOST', 'http://localhost/'],
    ['localhost:8080', 'http://localhost:8080/'],
    ['localhost:80', 'http://localhost/'],
    ['localhost:443', 'https://localhost/'],
    ['[::1]', 'http://[::1]:9000/'],
    ['[::1]:9000', 'http://[0::1]:9000/'],
    ['::1', 'http://[::1]/'],
  ])('%s covers %s, which is not blocked', (host, url) => {
    const guard = new AddressGuard(true, [host])
    expect(guard.isAllowed(address(url))).toBe(true)
    expect(guard.isBlocked(address(url))).toBe(false)
  })

  it.each([
    ['127.0.0.1', 'http://127.0.0.2/'],
    ['localhost:8080', 'http://localhost:8081/'],
    ['localhost:80', 'https://localhost/'],
    ['localhost', 'http://foo.localhost/'],
    ['localhost', 'http://localhost.example/'],
    ['localhost', 'http://localhost@10.0.0.1/'],
    ['localhost', 'http://256.256.256.256/'],
  ])('%s does not cover %s', (host, url) => {
    expect(new AddressGuard(true, [host]).isAllowed(address(url))).toBe(false)
  })

  it.each(['', 'http://localhost', 'localhost/', 'localhost:', 'localhost:http', 'a b', 'user@localhost'])(
    'cannot be written as "%s"',
    (host) => {
      expect(() => new MockHost({ allowHosts: [host] })).toThrow(/^INVALID_OPTION: The option "allowHosts"/)
    },
  )
})

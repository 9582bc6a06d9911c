import { expect, it } from 'vitest'
import { readURL } from '../../../src/host/http/request-url.js'

it.each([
  ['https://example.com/a?b#c', 'example.com'],
  ['https://Example.com', 'Example.com'],
  ['http://example.com:8080/', 'example.com'],
  ['http://example.com:/', 'example.com'],
  ['http://user:secret@example.com/', 'example.com'],
  ['http://a@b@example.com/', 'example.com'],
  ['http://example.com?to=//other.example', 'example.com'],
  ['http://[::1]:8080/', '::1'],
  ['http://[fe80::1%25en0]/', 'fe80::1%25en0'],
  ['ftp://example.com/', 'example.com'],
  ['//example.com/path', 'example.com'],
  ['http:///path', ''],
  ['file:///etc/hosts', ''],
  ['mailto:ada@example.com', ''],
  ['data:text/plain,hello', ''],
  ['http:example.com', ''],
  ['/path', ''],
  ['plain words', ''],
])('%s has the host "%s"', (text, host) => {
  expect(readURL(text)?.host).toBe(host)
})

it.each(['', 'http://example.com:port/', 'http://[::1/', 'http://[example.com]/', 'http://::1/', 'http://a]b/'])(
  '"%s" is no URL',
  (text) => {
    expect(readURL(text)).toBeUndefined()
  },
)

it('what fetch cannot read is a URL all the same, as it is for the app', () => {
  expect(readURL('http://256.256.256.256/')).toEqual({
    text: 'http://256.256.256.256/',
    host: '256.256.256.256',
    url: undefined,
  })
})

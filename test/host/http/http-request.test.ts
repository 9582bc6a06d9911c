import { describe, expect, it } from 'vitest'
import { readRequest } from '../../../src/host/http/http-request.js'
import { appLimits } from '../../../src/host/simulation/limits.js'

const plain = { method: 'GET', url: 'https://example.com/' }

function read(fields: object) {
  const request = readRequest(JSON.stringify({ ...plain, ...fields }), appLimits)
  if ('problem' in request) throw new Error(request.problem)
  const { headers, body, ...rest } = request
  return { ...rest, headers: Object.fromEntries(headers), body: body && Buffer.from(body).toString() }
}

it('fills in what the request leaves out', () => {
  expect(read({})).toMatchObject({ headers: {}, body: undefined, timeout: 30_000, followsRedirects: true })
})

it('writes the method in upper case', () => {
  expect(read({ method: 'pAtch' })).toMatchObject({ method: 'PATCH' })
})

describe('headers', () => {
  it('are kept by lower-case name, the last of several that differ in case', () => {
    expect(read({ headers: { 'X-One': '1', accept: 'a', Accept: 'b' } }).headers).toEqual({ 'x-one': '1', accept: 'b' })
  })

  it.each([[{ 'x-one': '1', 'x-two': 2 }], [{ 'x-one': null }], [['x-one', '1']], ['x-one: 1'], [null]])(
    'are ignored as a whole where one is no text: %j',
    (headers) => {
      expect(read({ headers }).headers).toEqual({})
    },
  )
})

describe('the body', () => {
  it.each([
    ['text', { body: 'ü' }, 'ü'],
    ['empty text', { body: '' }, ''],
    ['an encoding in words of its own', { body: 'aGk=', body_encoding: 'BASE64' }, 'aGk='],
    ['an encoding that is no text', { body: 'aGk=', body_encoding: 64 }, 'aGk='],
    ['base64', { body: 'aGk=', body_encoding: 'base64' }, 'hi'],
    ['empty base64', { body: '', body_encoding: 'base64' }, ''],
    ['base64 without padding', { body: 'aGk', body_encoding: 'base64' }, undefined],
    ['base64 with a line break', { body: 'aGkh\naGkh\n', body_encoding: 'base64' }, undefined],
    ['base64 of URLs', { body: '_-8=', body_encoding: 'base64' }, undefined],
    ['padding in the middle', { body: 'a=Gk', body_encoding: 'base64' }, undefined],
    ['padding alone', { body: '====', body_encoding: 'base64' }, undefined],
    ['a number', { body: 5 }, undefined],
    ['an object', { body: { a: 1 } }, undefined],
  ])('in %s', (_, fields, body) => {
    expect(read(fields).body).toBe(body)
  })
})

it.each([
  [1, 1],
  [0, 0],
  [-5, -5],
  [300_000, 300_000],
  [300_001, 300_000],
  [2.5, 30_000],
  ['100', 30_000],
  [null, 30_000],
])('a timeout_ms of %j is %d', (timeout_ms, timeout) => {
  expect(read({ timeout_ms })).toMatchObject({ timeout })
})

it.each([
  [false, false],
  [true, true],
  ['false', true],
  [null, true],
])('follow_redirects of %j is %j', (follow_redirects, followsRedirects) => {
  expect(read({ follow_redirects })).toMatchObject({ followsRedirects })
})

it.each([
  ['no JSON', 'The request is text that is no JSON ("no JSON"), not a JSON object.'],
  ['[]', 'The request is an array, not a JSON object.'],
  ['null', 'The request is null, not a JSON object.'],
  ['{"url":"https://example.com/"}', '"method" is missing, not a string.'],
  ['{"method":null,"url":"https://example.com/"}', '"method" is null, not a string.'],
  ['{"method":"GET"}', '"url" is missing, not a string.'],
  ['{"method":"GET","url":5}', '"url" is the number 5, not a string.'],
  ['{"method":"GET","url":""}', '"url" is the string "", not a URL.'],
  ['{"method":"GET","url":"http://[::1/"}', '"url" is the string "http://[::1/", not a URL.'],
])('%s is no request', (text, problem) => {
  expect(readRequest(text, appLimits)).toEqual({ problem })
})

import { host } from 'osaurus-mockhost'
import { hostOptions, serialized } from 'osaurus-mockhost/vitest'
import { beforeAll, describe, expect, test } from 'vitest'

const version = () => host.api.version

test('the file', () => expect(version()).toBe(5))
hostOptions({ abiVersion: 5 })

describe('a block', () => {
  test('before the call in the block', () => expect(version()).toBe(4))
  hostOptions({ abiVersion: 4 })
  test('after the call in the block', () => expect(version()).toBe(4))
  test('a test of its own mind', { meta: { mockHost: { abiVersion: 2 } } }, () => expect(version()).toBe(2))

  describe('inside', () => {
    hostOptions({ abiVersion: 3 })
    test('the innermost wins', () => expect(version()).toBe(3))
  })
  serialized('inside, without options', () => {
    test('the enclosing block counts', () => expect(version()).toBe(4))
  })
})

describe('a block with options in its meta', {
  meta: { mockHost: { abiVersion: 4, limits: { configValueBytes: 3 } } },
}, () => {
  test('they count', () => expect(version()).toBe(4))
  test('also beside those of a test', { meta: { mockHost: { abiVersion: 2 } } }, () => {
    expect(version()).toBe(2)
    host.api.configSet('key', 'long')
    expect(host).toHaveViolations('CONFIG_VALUE_TOO_LARGE')
  })
  describe('around another block', () => {
    hostOptions({ abiVersion: 3 })
    test('that one wins', () => expect(version()).toBe(3))
  })
})

test('in a test it is too late', () => {
  expect(() => hostOptions({ abiVersion: 4 })).toThrow('in a test')
})

let thrown
beforeAll(() => {
  try {
    hostOptions({ abiVersion: 4 })
  } catch (error) {
    thrown = error
  }
})
test('in a hook too', () => {
  expect(String(thrown)).toContain('in a test or a hook')
})

import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, refreshThread } from './fake-host.js'

const host = fakeHost([
  ['config_set', ['apiKey', 'K1'], { in: 'init' }],
  ['config_set', ['region', 'eu'], { in: 'init' }],
  ['config_set', ['session', '{"user":"ada","roles":["admin"]}'], { in: 'invoke' }],
  ['config_set', ['apiKey', 'K2'], { on: refreshThread }],
  ['config_delete', ['apiKey'], { on: refreshThread }],
  ['config_set', ['broken', null], { on: refreshThread, refused: 'NULL_ARGUMENT' }],
])

describe('toHaveWrittenConfig', () => {
  it('passes when the key was set, though it was deleted later', () => {
    expect(host).toHaveWrittenConfig('apiKey')
    expect(host).toHaveWrittenConfig(/^reg/)
    expect(host).not.toHaveWrittenConfig('api')
  })

  it('compares the value of the last set', () => {
    expect(host).toHaveWrittenConfig('apiKey', 'K2')
    expect(host).not.toHaveWrittenConfig('apiKey', 'K1')
    expect(host).toHaveWrittenConfig('apiKey', /^K/)
    expect(host).toHaveWrittenConfig(expect.stringMatching('a'), expect.any(String))
  })

  it('compares an object with the fields of a value in JSON', () => {
    expect(host).toHaveWrittenConfig('session', { user: 'ada' })
    expect(host).toHaveWrittenConfig('session', { roles: ['admin'] })
    expect(host).not.toHaveWrittenConfig('session', { roles: [] })
    expect(host).not.toHaveWrittenConfig('region', {})
  })

  it('does not see a set that was refused', () => {
    expect(host).not.toHaveWrittenConfig('broken')
  })

  it('shows the nearest keys', () => {
    expect(failureOf(() => expect(host).toHaveWrittenConfig('api_key'))).toMatchInlineSnapshot(`
      "expect(host).toHaveWrittenConfig("api_key")

      expected the host to have written config "api_key"
      it wrote "apiKey" (1 letter away), "region" and "session"

      6 calls reached host 1
          #  thread                  frame   slot           arguments
          1  install 1               init    config_set     "apiKey", "K1"
          2  install 1               init    config_set     "region", "eu"
          3  install 1               invoke  config_set     "session", '{"user":"ada","roles":["admin"]}'
          4  background 2 "refresh"  –       config_set     "apiKey", "K2"
          5  background 2 "refresh"  –       config_delete  "apiKey"
          6  background 2 "refresh"  –       config_set     "broken", NULL (refused: NULL_ARGUMENT)"
    `)
  })

  it('shows the last value when it is another one', () => {
    expect(failureOf(() => expect(host).toHaveWrittenConfig('apiKey', 'K1'))).toMatchInlineSnapshot(`
      "expect(host).toHaveWrittenConfig("apiKey", "K1")

      expected the host to have written config "apiKey" with value "K1"
      no call matches; the nearest is call 4
        value: expected "K1", was "K2"

      6 calls reached host 1
          #  thread                  frame   slot           arguments
          1  install 1               init    config_set     "apiKey", "K1"
          2  install 1               init    config_set     "region", "eu"
          3  install 1               invoke  config_set     "session", '{"user":"ada","roles":["admin"]}'
        > 4  background 2 "refresh"  –       config_set     "apiKey", "K2"
          5  background 2 "refresh"  –       config_delete  "apiKey"
          6  background 2 "refresh"  –       config_set     "broken", NULL (refused: NULL_ARGUMENT)"
    `)
  })

  it('says that nothing was written', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveWrittenConfig('apiKey'))).toMatchInlineSnapshot(`
      "expect(host).toHaveWrittenConfig("apiKey")

      expected the host to have written config "apiKey"
      it wrote no config

      no call reached host 1"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveWrittenConfig('apiKey', /K/))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveWrittenConfig("apiKey", /K/)

      expected the host not to have written config "apiKey" with value /K/
      it did, with call 4, config_set "apiKey", "K2" on background thread 2 "refresh"

      6 calls reached host 1
          #  thread                  frame   slot           arguments
          1  install 1               init    config_set     "apiKey", "K1"
          2  install 1               init    config_set     "region", "eu"
          3  install 1               invoke  config_set     "session", '{"user":"ada","roles":["admin"]}'
        > 4  background 2 "refresh"  –       config_set     "apiKey", "K2"
          5  background 2 "refresh"  –       config_delete  "apiKey"
          6  background 2 "refresh"  –       config_set     "broken", NULL (refused: NULL_ARGUMENT)"
    `)
  })

  it.each([
    ['no key', () => expect(host).not.toHaveWrittenConfig(...([] as unknown as ['key']))],
    ['a value that is undefined', () => expect(host).not.toHaveWrittenConfig('apiKey', undefined)],
    ['a value that is a number', () => expect(host).not.toHaveWrittenConfig('apiKey', 2 as never)],
    ['a subject that is no host', () => expect(undefined).not.toHaveWrittenConfig('apiKey')],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})

import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost } from './fake-host.js'

const host = fakeHost([
  ['config_get', ['apiKey'], { in: 'init', answer: null }],
  ['config_get', ['region'], { in: 'init', answer: 'eu' }],
  ['config_get', ['slow'], { in: 'invoke' }],
])

describe('toHaveReadConfig', () => {
  it('passes when the key was asked for, whatever the answer', () => {
    expect(host).toHaveReadConfig('apiKey')
    expect(host).toHaveReadConfig('slow')
    expect(host).toHaveReadConfig(expect.stringMatching(/^reg/))
    expect(host).not.toHaveReadConfig('token')
  })

  it('shows the nearest keys', () => {
    expect(failureOf(() => expect(host).toHaveReadConfig('api_key'))).toMatchInlineSnapshot(`
      "expect(host).toHaveReadConfig("api_key")

      expected the host to have been asked for config "api_key"
      it was asked for "apiKey" (1 letter away), "region" and "slow"

      3 calls reached host 1
          #  thread     frame   slot        arguments
          1  install 1  init    config_get  "apiKey" → NULL
          2  install 1  init    config_get  "region" → "eu"
          3  install 1  invoke  config_get  "slow" → …"
    `)
  })

  it('says that no key was asked for', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveReadConfig('api_key'))).toMatchInlineSnapshot(`
      "expect(host).toHaveReadConfig("api_key")

      expected the host to have been asked for config "api_key"
      it was asked for no config

      no call reached host 1"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveReadConfig('region'))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveReadConfig("region")

      expected the host not to have been asked for config "region"
      it did, with call 2, config_get "region" on install thread 1 in init

      3 calls reached host 1
          #  thread     frame   slot        arguments
          1  install 1  init    config_get  "apiKey" → NULL
        > 2  install 1  init    config_get  "region" → "eu"
          3  install 1  invoke  config_get  "slow" → …"
    `)
  })

  it('refuses a missing key, under .not too', () => {
    expect(failureOf(() => expect(host).not.toHaveReadConfig(undefined as never))).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveReadConfig was given undefined as key, but needs a string, a RegExp or an asymmetric matcher.
        given       undefined
        to fix      call it like this: expect(host).toHaveReadConfig('token')
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})

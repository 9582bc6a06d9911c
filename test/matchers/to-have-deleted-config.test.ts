import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost } from './fake-host.js'

const host = fakeHost([
  ['config_delete', ['token'], { in: 'on_config_changed' }],
  ['config_set', ['token', 'T2']],
  ['config_set', ['region', 'eu']],
])

describe('toHaveDeletedConfig', () => {
  it('passes when the key was deleted, though it was set later', () => {
    expect(host).toHaveDeletedConfig('token')
    expect(host).toHaveDeletedConfig(/^t/)
    expect(host).not.toHaveDeletedConfig('region')
  })

  it('shows the keys that were deleted instead', () => {
    expect(failureOf(() => expect(host).toHaveDeletedConfig('region'))).toMatchInlineSnapshot(`
      "expect(host).toHaveDeletedConfig("region")

      expected the host to have deleted config "region"
      it deleted "token"

      3 calls reached host 1
          #  thread     frame              slot           arguments
          1  install 1  on_config_changed  config_delete  "token"
          2  install 1  –                  config_set     "token", "T2"
          3  install 1  –                  config_set     "region", "eu""
    `)
  })

  it('says that nothing was deleted', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveDeletedConfig('token'))).toMatchInlineSnapshot(`
      "expect(host).toHaveDeletedConfig("token")

      expected the host to have deleted config "token"
      it deleted no config

      no call reached host 1"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveDeletedConfig('token'))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveDeletedConfig("token")

      expected the host not to have deleted config "token"
      it did, with call 1, config_delete "token" on install thread 1 in on_config_changed

      3 calls reached host 1
          #  thread     frame              slot           arguments
        > 1  install 1  on_config_changed  config_delete  "token"
          2  install 1  –                  config_set     "token", "T2"
          3  install 1  –                  config_set     "region", "eu""
    `)
  })

  it('refuses a key that is no text, under .not too', () => {
    expect(failureOf(() => expect(host).not.toHaveDeletedConfig({} as never))).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveDeletedConfig was given an object as key, but needs a string, a RegExp or an asymmetric matcher.
        given       {}
        to fix      call it like this: expect(host).toHaveDeletedConfig('token')
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})

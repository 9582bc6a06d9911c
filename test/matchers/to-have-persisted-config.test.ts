import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import type { ConfigValue } from '../../src/host/contract.js'
import { failureOf } from './failure.js'
import { fakeConfig, fakeHost } from './fake-host.js'

const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
const BOB = '22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB'
const kept: readonly ConfigValue[] = [
  { pluginId: 'com.acme.bot', agentId: ADA, key: 'token', value: 'T1' },
  { pluginId: 'com.acme.bot', agentId: BOB, key: 'session', value: '{"user":"bob","age":7}' },
  { pluginId: 'com.acme.bot', agentId: null, key: 'cursor', value: '42' },
]
const host = {
  ...fakeHost([
    ['config_set', ['token', 'T1'], { in: 'on_config_changed' }],
    ['config_set', ['cursor', '42']],
  ]),
  config: fakeConfig(kept),
}

describe('toHavePersistedConfig', () => {
  it('passes when an agent has the value', () => {
    expect(host).toHavePersistedConfig('token')
    expect(host).toHavePersistedConfig('token', 'T1')
    expect(host).toHavePersistedConfig(/^tok/, /^T/, { agentId: ADA.toLowerCase() })
    expect(host).toHavePersistedConfig('session', { user: 'bob' })
    expect(host).toHavePersistedConfig('token', undefined, { agentId: ADA })
    expect(host).not.toHavePersistedConfig('token', 'T1', { agentId: BOB })
    expect(host).not.toHavePersistedConfig('other')
    expect({ host }).toEqual({ host: expect.toHavePersistedConfig('token') })
  })

  it('says that a value was written without an agent', () => {
    expect(failureOf(() => expect(host).toHavePersistedConfig('cursor', '42'))).toMatchInlineSnapshot(`
      "expect(host).toHavePersistedConfig("cursor", "42")

      expected the host to have persisted config "cursor" with value "42"
      "cursor" = "42" was written without an agent: the app loses it

      2 calls reached host 1
          #  thread     frame              slot        arguments
          1  install 1  on_config_changed  config_set  "token", "T1"
        > 2  install 1  –                  config_set  "cursor", "42""
    `)
  })

  it('shows another value, with a diff', () => {
    expect(failureOf(() => expect(host).toHavePersistedConfig('token', 'T2'))).toMatchInlineSnapshot(`
      "expect(host).toHavePersistedConfig("token", "T2")

      expected the host to have persisted config "token" with value "T2"
      it keeps "token" = "T1" of agent 7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11

      2 calls reached host 1
          #  thread     frame              slot        arguments
        > 1  install 1  on_config_changed  config_set  "token", "T1"
          2  install 1  –                  config_set  "cursor", "42""
    `)
  })

  it('shows whose it is', () => {
    expect(failureOf(() => expect(host).toHavePersistedConfig('token', 'T1', { agentId: BOB }))).toMatchInlineSnapshot(`
      "expect(host).toHavePersistedConfig("token", "T1", { agentId: "22222222…BBB-BBBBBBBBBBBB" })

      expected the host to have persisted config "token" with value "T1" and agent "22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB"
      it keeps "token" = "T1" of agent 7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11

      2 calls reached host 1
          #  thread     frame              slot        arguments
        > 1  install 1  on_config_changed  config_set  "token", "T1"
          2  install 1  –                  config_set  "cursor", "42""
    `)
  })

  it('shows near keys, and what is kept for a RegExp', () => {
    expect(failureOf(() => expect(host).toHavePersistedConfig('tokn'))).toMatchInlineSnapshot(`
      "expect(host).toHavePersistedConfig("tokn")

      expected the host to have persisted config "tokn"
      it keeps "token" (1 letter away), "session" and "cursor"

      2 calls reached host 1
          #  thread     frame              slot        arguments
          1  install 1  on_config_changed  config_set  "token", "T1"
          2  install 1  –                  config_set  "cursor", "42""
    `)
    expect(failureOf(() => expect(host).toHavePersistedConfig(/^x/))).toMatchInlineSnapshot(`
      "expect(host).toHavePersistedConfig(/^x/)

      expected the host to have persisted config /^x/
      it keeps "token" = "T1" of agent 7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11, "session" = '{"user":"bob","age":7}' of agent 22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB, "cursor" = "42"

      2 calls reached host 1
          #  thread     frame              slot        arguments
          1  install 1  on_config_changed  config_set  "token", "T1"
          2  install 1  –                  config_set  "cursor", "42""
    `)
  })

  it('says that nothing is kept', () => {
    expect(failureOf(() => expect(fakeHost()).toHavePersistedConfig('token'))).toMatchInlineSnapshot(`
      "expect(host).toHavePersistedConfig("token")

      expected the host to have persisted config "token"
      it keeps no config

      no call reached host 1"
    `)
  })

  it('names what a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHavePersistedConfig('token'))).toMatchInlineSnapshot(`
      "expect(host).not.toHavePersistedConfig("token")

      expected the host not to have persisted config "token"
      it keeps "token" = "T1" of agent 7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11

      2 calls reached host 1
          #  thread     frame              slot        arguments
        > 1  install 1  on_config_changed  config_set  "token", "T1"
          2  install 1  –                  config_set  "cursor", "42""
    `)
  })

  it('refuses arguments that mean nothing, under .not too', () => {
    const misuses = [
      () => expect(host).not.toHavePersistedConfig(1 as never),
      () => expect(host).not.toHavePersistedConfig('token', 1 as never),
      () => expect(host).not.toHavePersistedConfig('token', 'T1', 'agent' as never),
      () => expect(host).not.toHavePersistedConfig('token', 'T1', { agentId: 7 as never }),
      () => expect(host).not.toHavePersistedConfig('token', 'T1', { agent: ADA } as never),
    ]
    expect(misuses.map((misuse) => failureOf(misuse).split('\n')[0])).toMatchInlineSnapshot(`
      [
        "MATCHER_MISUSE: toHavePersistedConfig was given a number as key, but needs a string, a RegExp or an asymmetric matcher.",
        "MATCHER_MISUSE: toHavePersistedConfig was given a number as value, but needs a string, a RegExp or an asymmetric matcher.",
        "MATCHER_MISUSE: toHavePersistedConfig was given a string as expectation, but needs an object.",
        "MATCHER_MISUSE: toHavePersistedConfig was given a number as agentId, but needs a string.",
        "MATCHER_MISUSE: toHavePersistedConfig was given the unknown expectation "agent".",
      ]
    `)
  })
})

import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, refreshThread } from './fake-host.js'

const host = fakeHost([
  ['log', [2, 'ready'], { in: 'init' }],
  ['log', [3, 'token expires soon'], { on: refreshThread }],
  ['log_structured', [2, 'fetched', '{"city":"Oslo","degrees":-3}'], { in: 'invoke' }],
])

describe('toHaveLogged', () => {
  it('passes without arguments once anything was logged', () => {
    expect(host).toHaveLogged()
    expect(fakeHost()).not.toHaveLogged()
  })

  it('compares a string exactly, and takes a RegExp or an asymmetric matcher', () => {
    expect(host).toHaveLogged('ready')
    expect(host).not.toHaveLogged('read')
    expect(host).toHaveLogged(/^token/g)
    expect(host).toHaveLogged(expect.stringContaining('expires'))
  })

  it('takes a level by number or by name', () => {
    expect(host).toHaveLogged('ready', { level: 2 })
    expect(host).toHaveLogged('ready', { level: 'info' })
    expect(host).not.toHaveLogged('ready', { level: 'warn' })
    expect(host).toHaveLogged(undefined, { level: 'warn' })
  })

  it('takes a thread by role, id, name, RegExp, or itself', () => {
    for (const from of ['background', 2, 'refresh', /^ref/, refreshThread]) {
      expect(host).toHaveLogged(/expires/, { from })
      expect(host).not.toHaveLogged('ready', { from })
    }
  })

  it('compares a payload as text, or with the fields of its JSON', () => {
    expect(host).toHaveLogged('fetched', { payload: { city: 'Oslo' } })
    expect(host).toHaveLogged('fetched', { payload: { city: /^O/, degrees: expect.any(Number) } })
    expect(host).toHaveLogged('fetched', { payload: /"degrees":-3/ })
    expect(host).toHaveLogged('ready', { payload: null })
    expect(host).not.toHaveLogged('ready', { payload: {} })
    expect(host).not.toHaveLogged('fetched', { payload: { city: 'Bergen' } })
  })

  it('shows the nearest messages when none matches', () => {
    expect(failureOf(() => expect(host).toHaveLogged('raedy'))).toMatchInlineSnapshot(`
      "expect(host).toHaveLogged("raedy")

      expected the host to have logged "raedy"
      it logged "ready" (1 letter away), "fetched" and "token expires soon"

      3 calls reached host 1
          #  thread                  frame   slot            arguments
          1  install 1               init    log             info, "ready"
          2  background 2 "refresh"  –       log             warn, "token expires soon"
          3  install 1               invoke  log_structured  info, "fetched", '{"city":"Oslo","degrees":-3}'"
    `)
  })

  it('shows in what the nearest call differs when the message was logged otherwise', () => {
    const assertion = () => expect(host).toHaveLogged('ready', { level: 'warn', from: 'background' })
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "expect(host).toHaveLogged("ready", { level: "warn", from: "background" })

      expected the host to have logged "ready" from a background thread with level warn
      no call matches; the nearest is call 1
        level: expected warn, was info
        thread: expected a background thread, was install thread 1

      3 calls reached host 1
          #  thread                  frame   slot            arguments
        > 1  install 1               init    log             info, "ready"
          2  background 2 "refresh"  –       log             warn, "token expires soon"
          3  install 1               invoke  log_structured  info, "fetched", '{"city":"Oslo","degrees":-3}'"
    `)
  })

  it('shows what was logged when a RegExp matches nothing', () => {
    expect(failureOf(() => expect(host).toHaveLogged(/failed/))).toMatchInlineSnapshot(`
      "expect(host).toHaveLogged(/failed/)

      expected the host to have logged /failed/
      it logged "ready", "token expires soon" and "fetched"

      3 calls reached host 1
          #  thread                  frame   slot            arguments
          1  install 1               init    log             info, "ready"
          2  background 2 "refresh"  –       log             warn, "token expires soon"
          3  install 1               invoke  log_structured  info, "fetched", '{"city":"Oslo","degrees":-3}'"
    `)
  })

  it('shows the payload that was logged instead', () => {
    const assertion = () => expect(host).toHaveLogged('fetched', { payload: { city: 'Bergen' } })
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "expect(host).toHaveLogged("fetched", { payload: { city: "Bergen" } })

      expected the host to have logged "fetched" with payload { city: "Bergen" }
      no call matches; the nearest is call 3
        payload: expected { city: "Bergen" }, was { city: "Oslo", degrees: -3 }

      3 calls reached host 1
          #  thread                  frame   slot            arguments
          1  install 1               init    log             info, "ready"
          2  background 2 "refresh"  –       log             warn, "token expires soon"
        > 3  install 1               invoke  log_structured  info, "fetched", '{"city":"Oslo","degrees":-3}'"
    `)
  })

  it('says that nothing was logged', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveLogged('ready'))).toMatchInlineSnapshot(`
      "expect(host).toHaveLogged("ready")

      expected the host to have logged "ready"
      it logged nothing

      no call reached host 1"
    `)
  })

  it('names the calls that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveLogged(/e/, { level: 'info' }))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveLogged(/e/, { level: "info" })

      expected the host not to have logged /e/ with level info
      it did, 2 times, the last with call 3, log_structured info, "fetched", '{"city":"Oslo","degrees":-3}' on install thread 1 in invoke

      3 calls reached host 1
          #  thread                  frame   slot            arguments
        > 1  install 1               init    log             info, "ready"
          2  background 2 "refresh"  –       log             warn, "token expires soon"
        > 3  install 1               invoke  log_structured  info, "fetched", '{"city":"Oslo","degrees":-3}'"
    `)
  })

  it.each([
    ['a message that is undefined', () => expect(host).not.toHaveLogged(undefined)],
    ['a message that is no text', () => expect(host).not.toHaveLogged(3 as never)],
    ['an unknown option', () => expect(host).not.toHaveLogged('ready', { thread: 'install' } as never)],
    ['an unknown level', () => expect(host).not.toHaveLogged('ready', { level: 'warning' as never })],
    ['options that are no object', () => expect(host).not.toHaveLogged('ready', 'info' as never)],
    ['a thread that cannot be one', () => expect(host).not.toHaveLogged('ready', { from: {} as never })],
    ['a subject that is no host', () => expect(host.logs).not.toHaveLogged('ready')],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})

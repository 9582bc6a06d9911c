import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, installThread, refreshThread } from './fake-host.js'

const host = fakeHost([
  ['log', [2, 'ready'], { in: 'init' }],
  ['log', [2, 'refreshed'], { on: refreshThread }],
])

describe('toHaveLoggedFrom', () => {
  it('takes a thread by role, id, name, RegExp, or itself', () => {
    for (const thread of ['background', 2, 'refresh', /^ref/, refreshThread]) {
      expect(host).toHaveLoggedFrom(thread)
      expect(host).toHaveLoggedFrom(thread, 'refreshed')
      expect(host).not.toHaveLoggedFrom(thread, 'ready')
    }
    expect(host).toHaveLoggedFrom(installThread, /^ready$/)
    expect(host).not.toHaveLoggedFrom(3)
  })

  it('takes the roles for roles, even when a thread has such a name', () => {
    const odd = { id: 3, osId: 4003, name: 'install' }
    expect(fakeHost([['log', [2, 'hi'], { on: odd }]])).not.toHaveLoggedFrom('install')
    expect(fakeHost([['log', [2, 'hi'], { on: odd }]])).toHaveLoggedFrom(/^install$/)
  })

  it('shows from which thread the message came instead', () => {
    expect(failureOf(() => expect(host).toHaveLoggedFrom('background', 'ready'))).toMatchInlineSnapshot(`
      "expect(host).toHaveLoggedFrom("background", "ready")

      expected the host to have logged "ready" from a background thread
      no call matches; the nearest is call 1
        thread: expected a background thread, was install thread 1

      2 calls reached host 1
          #  thread                  frame  slot  arguments
        > 1  install 1               init   log   info, "ready"
          2  background 2 "refresh"  –      log   info, "refreshed""
    `)
  })

  it('shows the latest call when the thread logged nothing', () => {
    expect(failureOf(() => expect(host).toHaveLoggedFrom('worker'))).toMatchInlineSnapshot(`
      "expect(host).toHaveLoggedFrom("worker")

      expected the host to have logged anything from thread "worker"
      no call matches; the nearest is call 2
        thread: expected thread "worker", was background thread 2 "refresh"

      2 calls reached host 1
          #  thread                  frame  slot  arguments
          1  install 1               init   log   info, "ready"
        > 2  background 2 "refresh"  –      log   info, "refreshed""
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveLoggedFrom('background'))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveLoggedFrom("background")

      expected the host not to have logged anything from a background thread
      it did, with call 2, log info, "refreshed" on background thread 2 "refresh"

      2 calls reached host 1
          #  thread                  frame  slot  arguments
          1  install 1               init   log   info, "ready"
        > 2  background 2 "refresh"  –      log   info, "refreshed""
    `)
  })

  it.each([
    ['no thread', () => expect(host).not.toHaveLoggedFrom(undefined as never)],
    ['a message that is undefined', () => expect(host).not.toHaveLoggedFrom('install', undefined)],
    [
      'too many arguments',
      () => expect(host).not.toHaveLoggedFrom(...(['install', 'a', 'b'] as unknown as ['install'])),
    ],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})

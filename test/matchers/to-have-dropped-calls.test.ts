import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { ambiguousDrop, fakeHost, lateDrop } from './fake-host.js'

const hostWithDrops = () => fakeHost([['log', [2, 'ready'], { in: 'init' }]], [ambiguousDrop, lateDrop])

describe('toHaveDroppedCalls', () => {
  it('passes on any number, or on the exact one', () => {
    expect(hostWithDrops()).toHaveDroppedCalls()
    expect(hostWithDrops()).toHaveDroppedCalls(2)
    expect(hostWithDrops()).not.toHaveDroppedCalls(1)
    expect(fakeHost()).not.toHaveDroppedCalls()
    expect(fakeHost()).toHaveDroppedCalls(0)
  })

  it('acknowledges the drops when it passes, and only then', () => {
    const host = hostWithDrops()
    expect(host).not.toHaveDroppedCalls(1)
    failureOf(() => expect(host).toHaveDroppedCalls(3))
    failureOf(() => expect(host).not.toHaveDroppedCalls())
    expect(host.acknowledged).toEqual([])

    expect(host).toHaveDroppedCalls(2)
    expect(host.acknowledged).toEqual(['drops'])
  })

  it('shows the drops', () => {
    expect(failureOf(() => expect(hostWithDrops()).toHaveDroppedCalls(3))).toMatchInlineSnapshot(`
      "expect(host).toHaveDroppedCalls(3)

      expected the host to have dropped 3 calls
      it dropped 2 calls

      1 call reached host 1
          #  thread     frame  slot  arguments
          1  install 1  init   log   info, "ready"

      2 calls dropped
        thread       slot        arguments           why
        2 "refresh"  config_set  "token", "T1"       ambiguous: hosts 1 and 2 were installed
        2 "refresh"  log         info, "still here"  late: host 1 had ended"
    `)
  })

  it('says that none was dropped', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveDroppedCalls())).toMatchInlineSnapshot(`
      "expect(host).toHaveDroppedCalls()

      expected the host to have dropped calls
      it dropped none

      no call reached host 1"
    `)
  })

  it('says how many a negated assertion forbids', () => {
    expect(failureOf(() => expect(hostWithDrops()).not.toHaveDroppedCalls())).toMatchInlineSnapshot(`
      "expect(host).not.toHaveDroppedCalls()

      expected the host not to have dropped calls
      it dropped 2 calls

      1 call reached host 1
          #  thread     frame  slot  arguments
          1  install 1  init   log   info, "ready"

      2 calls dropped
        thread       slot        arguments           why
        2 "refresh"  config_set  "token", "T1"       ambiguous: hosts 1 and 2 were installed
        2 "refresh"  log         info, "still here"  late: host 1 had ended"
    `)
  })

  it('refuses a number that is none, under .not too', () => {
    expect(failureOf(() => expect(hostWithDrops()).not.toHaveDroppedCalls('2' as never))).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveDroppedCalls was given a string as number of drops, but needs a whole number from 0.
        given       "2"
        to fix      call it like this: expect(host).toHaveDroppedCalls(2)
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})

import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, refreshThread } from './fake-host.js'

const host = fakeHost([
  ['log', [2, 'one']],
  ['config_get', ['token'], { answer: 'T1' }],
  ['log', [2, 'two'], { on: refreshThread }],
])

describe('toHaveCalledHostTimes', () => {
  it('passes when the number is exact', () => {
    expect(host).toHaveCalledHostTimes('log', 2)
    expect(host).toHaveCalledHostTimes('dispatch', 0)
    expect(host).not.toHaveCalledHostTimes('log', 1)
  })

  it('says how often the slot was called, and marks the calls', () => {
    expect(failureOf(() => expect(host).toHaveCalledHostTimes('log', 1))).toMatchInlineSnapshot(`
      "expect(host).toHaveCalledHostTimes("log", 1)

      expected the host to have got 1 call to log
      it got 2 calls

      3 calls reached host 1
          #  thread                  frame  slot        arguments
        > 1  install 1               –      log         info, "one"
          2  install 1               –      config_get  "token" → "T1"
        > 3  background 2 "refresh"  –      log         info, "two""
    `)
  })

  it('says so when a negated assertion forbids the number', () => {
    expect(failureOf(() => expect(host).not.toHaveCalledHostTimes('config_get', 1))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveCalledHostTimes("config_get", 1)

      expected the host not to have got 1 call to config_get
      it got 1 call

      3 calls reached host 1
          #  thread                  frame  slot        arguments
          1  install 1               –      log         info, "one"
        > 2  install 1               –      config_get  "token" → "T1"
          3  background 2 "refresh"  –      log         info, "two""
    `)
  })

  it.each([
    ['an unknown slot', () => expect(host).not.toHaveCalledHostTimes('logs' as never, 1)],
    ['a missing number', () => expect(host).not.toHaveCalledHostTimes(...(['log'] as unknown as ['log', 1]))],
    ['a fraction', () => expect(host).not.toHaveCalledHostTimes('log', 1.5)],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})

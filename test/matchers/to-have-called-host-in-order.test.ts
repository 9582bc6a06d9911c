import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost } from './fake-host.js'

const host = fakeHost([
  ['config_get', ['token'], { in: 'invoke', answer: null }],
  ['log', [2, 'no token'], { in: 'invoke' }],
  ['http_request', ['{"url":"https://id.example"}'], { in: 'invoke', answer: '{"status":200}' }],
  ['config_set', ['token', 'T1'], { in: 'invoke' }],
])

describe('toHaveCalledHostInOrder', () => {
  it('passes when the calls follow each other, with others between them', () => {
    expect(host).toHaveCalledHostInOrder(['config_get', 'http_request', 'config_set'])
    expect(host).toHaveCalledHostInOrder(['log'])
    expect(host).not.toHaveCalledHostInOrder(['config_set', 'config_get'])
    expect(host).not.toHaveCalledHostInOrder(['log', 'log'])
  })

  it('says how far the order was kept', () => {
    const assertion = () => expect(host).toHaveCalledHostInOrder(['config_get', 'config_set', 'http_request'])
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "expect(host).toHaveCalledHostInOrder(["config_get", "conf…t", "http_request"])

      expected the host to have got calls to config_get, config_set, http_request in this order
      it got config_get (call 1), config_set (call 4), and no http_request after that

      4 calls reached host 1
          #  thread     frame   slot          arguments
        > 1  install 1  invoke  config_get    "token" → NULL
          2  install 1  invoke  log           info, "no token"
          3  install 1  invoke  http_request  '{"url":"https://id.example"}' → '{"status":200}'
        > 4  install 1  invoke  config_set    "token", "T1""
    `)
  })

  it('says that the first was never called', () => {
    expect(failureOf(() => expect(host).toHaveCalledHostInOrder(['dispatch', 'log']))).toMatchInlineSnapshot(`
      "expect(host).toHaveCalledHostInOrder(["dispatch", "log"])

      expected the host to have got calls to dispatch, log in this order
      it got no call to dispatch

      4 calls reached host 1
          #  thread     frame   slot          arguments
          1  install 1  invoke  config_get    "token" → NULL
          2  install 1  invoke  log           info, "no token"
          3  install 1  invoke  http_request  '{"url":"https://id.example"}' → '{"status":200}'
          4  install 1  invoke  config_set    "token", "T1""
    `)
  })

  it('names the calls that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveCalledHostInOrder(['log', 'config_set']))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveCalledHostInOrder(["log", "config_set"])

      expected the host not to have got calls to log, config_set in this order
      it did: log (call 2), config_set (call 4)

      4 calls reached host 1
          #  thread     frame   slot          arguments
          1  install 1  invoke  config_get    "token" → NULL
        > 2  install 1  invoke  log           info, "no token"
          3  install 1  invoke  http_request  '{"url":"https://id.example"}' → '{"status":200}'
        > 4  install 1  invoke  config_set    "token", "T1""
    `)
  })

  it.each([
    ['an empty array', () => expect(host).not.toHaveCalledHostInOrder([])],
    ['slots that are no array', () => expect(host).not.toHaveCalledHostInOrder('log' as never)],
    ['an unknown slot', () => expect(host).not.toHaveCalledHostInOrder(['log', 'config_sett' as never])],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})

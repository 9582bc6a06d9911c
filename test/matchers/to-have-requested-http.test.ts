import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, refreshThread } from './fake-host.js'

const tokenRequest = {
  method: 'post',
  url: 'https://id.example/token',
  headers: { Authorization: 'Bearer T1', Accept: 'application/json' },
  body: '{"grant_type":"refresh_token"}',
}
const host = fakeHost([
  [
    'http_request',
    ['{"method":"GET","url":"https://api.example/weather"}'],
    { in: 'invoke', answer: '{"status":401}' },
  ],
  ['http_request', [JSON.stringify(tokenRequest)], { on: refreshThread }],
])

describe('toHaveRequestedHTTP', () => {
  it('passes without arguments once anything was requested', () => {
    expect(host).toHaveRequestedHTTP()
    expect(fakeHost()).not.toHaveRequestedHTTP()
  })

  it('compares the given fields only, at any depth', () => {
    expect(host).toHaveRequestedHTTP({ url: /\/weather$/ })
    expect(host).toHaveRequestedHTTP({ url: expect.stringContaining('id.example'), headers: { Accept: /json/ } })
    expect(host).not.toHaveRequestedHTTP({ url: /\/weather$/, headers: {} })
  })

  it('compares method and header names without case', () => {
    expect(host).toHaveRequestedHTTP({ method: 'POST', headers: { authorization: 'Bearer T1' } })
    expect(host).toHaveRequestedHTTP({ method: 'get' })
    expect(host).not.toHaveRequestedHTTP({ headers: { authorization: 'bearer t1' } })
  })

  it('asks an asymmetric matcher about the header names as they were sent, and in lower case', () => {
    for (const name of ['Authorization', 'authorization']) {
      expect(host).toHaveRequestedHTTP({ headers: expect.objectContaining({ [name]: expect.anything() }) })
      expect(host).toHaveRequestedHTTP(
        expect.objectContaining({ headers: expect.objectContaining({ [name]: expect.anything() }) }),
      )
      const assertNone = () =>
        expect(host).not.toHaveRequestedHTTP({ headers: expect.objectContaining({ [name]: expect.anything() }) })
      expect(failureOf(assertNone)).toContain('not to have requested')
    }
    expect(host).not.toHaveRequestedHTTP({ headers: expect.objectContaining({ 'X-Token': expect.anything() }) })
  })

  it('compares an object with the fields of a body in JSON', () => {
    expect(host).toHaveRequestedHTTP({ body: { grant_type: 'refresh_token' } })
    expect(host).not.toHaveRequestedHTTP({ body: { grant_type: 'password' } })
  })

  it('shows in which fields the nearest request differs', () => {
    const assertion = () => expect(host).toHaveRequestedHTTP({ method: 'POST', headers: { Authorization: /T2/ } })
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "expect(host).toHaveRequestedHTTP({ method: "POST", he…orization: /T2/ } })

      expected the host to have requested { method: "POST", headers: { Authorization: /T2/ } }
      no call matches; the nearest is call 2
        headers: expected { authorization: /T2/ }, was { authorization: "Bearer T1", accept: "application/json" }

      2 calls reached host 1
          #  thread                  frame   slot          arguments
          1  install 1               invoke  http_request  '{"method":"GET","…example/weather"}' → '{"status":401}'
        > 2  background 2 "refresh"  –       http_request  '{"method":"post",…resh_token\\\\"}"}' (162 characters) → …"
    `)
  })

  it('says that nothing was requested', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveRequestedHTTP())).toMatchInlineSnapshot(`
      "expect(host).toHaveRequestedHTTP()

      expected the host to have requested anything
      it requested nothing

      no call reached host 1"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveRequestedHTTP({ url: /weather/ }))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveRequestedHTTP({ url: /weather/ })

      expected the host not to have requested { url: /weather/ }
      it did, with call 1, http_request '{"method":"GET","url…i.example/weather"}' on install thread 1 in invoke

      2 calls reached host 1
          #  thread                  frame   slot          arguments
        > 1  install 1               invoke  http_request  '{"method":"GET","…example/weather"}' → '{"status":401}'
          2  background 2 "refresh"  –       http_request  '{"method":"post",…resh_token\\\\"}"}' (162 characters) → …"
    `)
  })

  it('refuses a bare URL, under .not too', () => {
    const assertion = () => expect(host).not.toHaveRequestedHTTP('https://api.example/weather' as never)
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveRequestedHTTP was given a string as request, but needs an object with the fields to compare, or an asymmetric matcher.
        given       "https://api.example/weather"
        to fix      call it like this: expect(host).toHaveRequestedHTTP({ method: 'POST', url: /\\/weather$/ })
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})

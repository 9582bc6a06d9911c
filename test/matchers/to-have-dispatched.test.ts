import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost } from './fake-host.js'

const running = '{"id":"0B7D","status":"running"}'
const host = fakeHost([
  ['dispatch', ['{"prompt":"Summarise Oslo","title":"Weather","tools":["fetch"]}'], { in: 'invoke', answer: running }],
  ['dispatch', ['not json'], { in: 'invoke', answer: '{"error":"invalid_request"}' }],
])

describe('toHaveDispatched', () => {
  it('passes without arguments once anything was dispatched', () => {
    expect(host).toHaveDispatched()
    expect(fakeHost()).not.toHaveDispatched()
  })

  it('compares the given fields only', () => {
    expect(host).toHaveDispatched({ title: 'Weather' })
    expect(host).toHaveDispatched({ prompt: /Oslo/, tools: [expect.any(String)] })
    expect(host).toHaveDispatched(expect.objectContaining({ title: 'Weather' }))
    expect(host).not.toHaveDispatched({ title: 'Weather', prompt: 'Oslo' })
    expect(host).not.toHaveDispatched({ folder: undefined, title: 'News' })
  })

  it('takes an empty object for any JSON object, not for text', () => {
    expect(host).toHaveDispatched({})
    expect(fakeHost([['dispatch', ['not json']]])).not.toHaveDispatched({})
  })

  it('shows in which fields the nearest request differs', () => {
    const assertion = () => expect(host).toHaveDispatched({ title: 'News', prompt: /Oslo/, tools: ['read'] })
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "expect(host).toHaveDispatched({ title: "News", pro…, tools: ["read"] })

      expected the host to have dispatched { title: "News", prompt: /Oslo/, tools: ["read"] }
      no call matches; the nearest is call 1
        title: expected "News", was "Weather"
        tools: expected ["read"], was ["fetch"]

      2 calls reached host 1
          #  thread     frame   slot      arguments
        > 1  install 1  invoke  dispatch  '{"prompt":"Summar…ools":["fetch"]}' → '{"id":"0B7D","status":"running"}'
          2  install 1  invoke  dispatch  "not json" → '{"error":"invalid_request"}'"
    `)
  })

  it('says that nothing was dispatched', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveDispatched({ title: 'News' }))).toMatchInlineSnapshot(`
      "expect(host).toHaveDispatched({ title: "News" })

      expected the host to have dispatched { title: "News" }
      it dispatched nothing

      no call reached host 1"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveDispatched({ title: 'Weather' }))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveDispatched({ title: "Weather" })

      expected the host not to have dispatched { title: "Weather" }
      it did, with call 1, dispatch '{"prompt":"Summarise…,"tools":["fetch"]}' on install thread 1 in invoke

      2 calls reached host 1
          #  thread     frame   slot      arguments
        > 1  install 1  invoke  dispatch  '{"prompt":"Summar…ools":["fetch"]}' → '{"id":"0B7D","status":"running"}'
          2  install 1  invoke  dispatch  "not json" → '{"error":"invalid_request"}'"
    `)
  })

  it('refuses a request in text, under .not too', () => {
    expect(failureOf(() => expect(host).not.toHaveDispatched('{}' as never))).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveDispatched was given a string as request, but needs an object with the fields to compare, or an asymmetric matcher.
        given       "{}"
        to fix      call it like this: expect(host).toHaveDispatched({ prompt: 'Summarise', title: 'Notes' })
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})

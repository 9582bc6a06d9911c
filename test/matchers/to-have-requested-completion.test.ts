import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { failureOf } from './failure.js'
import { fakeHost, refreshThread } from './fake-host.js'

const host = fakeHost([
  [
    'complete',
    ['{"model":"","messages":[{"role":"user","content":"Weather in Oslo?"}]}'],
    { in: 'invoke', answer: '{}' },
  ],
  ['complete_stream', ['{"model":"local","messages":[],"stream_id":"s1"}'], { on: refreshThread }],
])

describe('toHaveRequestedCompletion', () => {
  it('passes without arguments once a model was asked, by either slot', () => {
    expect(host).toHaveRequestedCompletion()
    expect(fakeHost([['complete_stream', ['{}']]])).toHaveRequestedCompletion()
    expect(fakeHost([['embed', ['{"input":"Oslo"}']]])).not.toHaveRequestedCompletion()
  })

  it('compares the given fields only, at any depth', () => {
    expect(host).toHaveRequestedCompletion({ messages: [{ content: /Oslo/ }] })
    expect(host).toHaveRequestedCompletion({ stream_id: expect.any(String) })
    expect(host).not.toHaveRequestedCompletion({ model: '', stream_id: 's1' })
  })

  it('shows in which fields the nearest request differs', () => {
    const assertion = () => expect(host).toHaveRequestedCompletion({ model: 'local', stream_id: 's2' })
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "expect(host).toHaveRequestedCompletion({ model: "local", stream_id: "s2" })

      expected the host to have requested { model: "local", stream_id: "s2" }
      no call matches; the nearest is call 2
        stream_id: expected "s2", was "s1"

      2 calls reached host 1
          #  thread                  frame   slot             arguments
          1  install 1               invoke  complete         '{"model":"","messages"…"Weather in Oslo?"}]}' → "{}"
        > 2  background 2 "refresh"  –       complete_stream  '{"model":"local","messages":[],"stream_id":"s1"}' → …"
    `)
  })

  it('says that nothing was requested', () => {
    expect(failureOf(() => expect(fakeHost()).toHaveRequestedCompletion())).toMatchInlineSnapshot(`
      "expect(host).toHaveRequestedCompletion()

      expected the host to have requested a completion
      it requested nothing

      no call reached host 1"
    `)
  })

  it('names the call that a negated assertion forbids', () => {
    expect(failureOf(() => expect(host).not.toHaveRequestedCompletion({ model: 'local' }))).toMatchInlineSnapshot(`
      "expect(host).not.toHaveRequestedCompletion({ model: "local" })

      expected the host not to have requested { model: "local" }
      it did, with call 2, complete_stream '{"model":"local","me…],"stream_id":"s1"}' on background thread 2 "refresh"

      2 calls reached host 1
          #  thread                  frame   slot             arguments
          1  install 1               invoke  complete         '{"model":"","messages"…"Weather in Oslo?"}]}' → "{}"
        > 2  background 2 "refresh"  –       complete_stream  '{"model":"local","messages":[],"stream_id":"s1"}' → …"
    `)
  })

  it('refuses a bare prompt, under .not too', () => {
    const assertion = () => expect(host).not.toHaveRequestedCompletion('Weather in Oslo?' as never)
    expect(failureOf(assertion)).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveRequestedCompletion was given a string as request, but needs an object with the fields to compare, or an asymmetric matcher.
        given       "Weather in Oslo?"
        to fix      call it like this: expect(host).toHaveRequestedCompletion({ model: 'local', messages: [{ role: 'user', content: /Oslo/ }] })
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})

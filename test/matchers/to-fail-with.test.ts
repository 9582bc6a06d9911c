import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { parseToolResult } from '../../src/plugin/tool-envelope.js'
import { failureOf } from './failure.js'

const success = '{"ok":true,"result":{"sky":"clear"}}'
const failure = '{"ok":false,"kind":"invalid_args","message":"city is missing","field":"city"}'

describe('toFailWith', () => {
  it('takes a tool result, or the text of one', () => {
    expect(failure).toFailWith('invalid_args')
    expect(parseToolResult(failure)).toFailWith(/^invalid/)
    expect('[TIMEOUT] gave up').toFailWith('timeout', 'gave up')
    expect(success).not.toFailWith(expect.any(String))
  })

  it('compares the message when one is given', () => {
    expect(failure).toFailWith('invalid_args', /city/)
    expect(failure).toFailWith('invalid_args', expect.stringContaining('missing'))
    expect(failure).not.toFailWith('invalid_args', 'city')
  })

  it('shows the failure when it is another one', () => {
    expect(failureOf(() => expect(failure).toFailWith('timeout', /slow/))).toMatchInlineSnapshot(`
      "expect(tool).toFailWith("timeout", /slow/)

      expected the tool to fail with kind "timeout" and message /slow/
      it failed with kind "invalid_args" and message "city is missing"

      it returned  '{"ok":false,"kind":"invalid_args","message":"city is missing","field":"city"}'"
    `)
  })

  it('shows the success', () => {
    expect(failureOf(() => expect(success).toFailWith('timeout'))).toMatchInlineSnapshot(`
      "expect(tool).toFailWith("timeout")

      expected the tool to fail with kind "timeout"
      it succeeded with result { sky: "clear" }

      it returned  '{"ok":true,"result":{"sky":"clear"}}'"
    `)
  })

  it('shows the failure that a negated assertion forbids', () => {
    expect(failureOf(() => expect(failure).not.toFailWith('invalid_args'))).toMatchInlineSnapshot(`
      "expect(tool).not.toFailWith("invalid_args")

      expected the tool not to fail with kind "invalid_args"
      it failed with kind "invalid_args" and message "city is missing"

      it returned  '{"ok":false,"kind":"invalid_args","message":"city is missing","field":"city"}'"
    `)
  })

  it.each([
    ['a missing kind', () => expect(failure).not.toFailWith(...([] as unknown as ['timeout']))],
    ['a message that is undefined', () => expect(failure).not.toFailWith('timeout', undefined)],
    ['a subject that is no result', () => expect(5).not.toFailWith('timeout')],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})

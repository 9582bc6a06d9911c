import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import { parseToolResult } from '../../src/plugin/tool-envelope.js'
import { failureOf } from './failure.js'

const success = '{"ok":true,"result":{"sky":"clear","degrees":-3}}'
const failure = '{"ok":false,"kind":"timeout","message":"too slow"}'

describe('toSucceed', () => {
  it('takes a tool result, or the text of one', () => {
    expect(success).toSucceed()
    expect(parseToolResult(success)).toSucceed()
    expect(failure).not.toSucceed()
    expect('plain text').toSucceed('plain text')
  })

  it('compares the fields of the result', () => {
    expect(success).toSucceed({ sky: 'clear' })
    expect(success).toSucceed({ sky: /^c/, degrees: expect.any(Number) })
    expect(success).not.toSucceed({ sky: 'cloudy' })
    expect('{"ok":true,"result":null}').toSucceed(null)
    expect(failure).not.toSucceed({ sky: 'clear' })
  })

  it('shows the failure', () => {
    expect(failureOf(() => expect(failure).toSucceed())).toMatchInlineSnapshot(`
      "expect(tool).toSucceed()

      expected the tool to succeed
      it failed with kind "timeout" and message "too slow"

      it returned  '{"ok":false,"kind":"timeout","message":"too slow"}'"
    `)
  })

  it('shows the result when it is another one', () => {
    expect(failureOf(() => expect(success).toSucceed({ sky: 'cloudy' }))).toMatchInlineSnapshot(`
      "expect(tool).toSucceed({ sky: "cloudy" })

      expected the tool to succeed with result { sky: "cloudy" }
      it succeeded with result { sky: "clear", degrees: -3 }

      it returned  '{"ok":true,"result":{"sky":"clear","degrees":-3}}'"
    `)
  })

  it('shows the result that a negated assertion forbids', () => {
    expect(failureOf(() => expect(success).not.toSucceed())).toMatchInlineSnapshot(`
      "expect(tool).not.toSucceed()

      expected the tool not to succeed
      it succeeded with result { sky: "clear", degrees: -3 }

      it returned  '{"ok":true,"result":{"sky":"clear","degrees":-3}}'"
    `)
  })

  it.each([
    ['a Promise', () => expect(Promise.resolve(success)).not.toSucceed()],
    ['a subject that is no result', () => expect({ ok: true }).not.toSucceed()],
    ['a result that is undefined', () => expect(success).not.toSucceed(undefined)],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })

  it('takes a Promise with .resolves', async () => {
    await expect(Promise.resolve(parseToolResult(success))).resolves.toSucceed({ sky: 'clear' })
  })
})

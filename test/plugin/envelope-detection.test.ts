import { describe, expect, it } from 'vitest'
import { detectEnvelope, findEnvelopeMismatch } from '../../src/plugin/envelope-detection.js'
import { loadChatter } from './load-fixture.js'

describe('detectEnvelope', () => {
  it.each([
    ['{"ok":true,"result":1}', 'success'],
    ['{"ok": true}', 'success'],
    ['{"ok":false,"kind":"timeout"}', 'failure'],
    ['  {"ok": false}\n', 'failure'],
    ['\u0085{"ok":true}', 'success'],
    ['{"ok":  true}', 'plain'],
    ['{"ok" :true}', 'plain'],
    ['{"ok":\ttrue}', 'plain'],
    ['{"ok":"true"}', 'plain'],
    ['{"error":"it broke","retryable":true}', 'failure'],
    ['{"error" :"it broke","retryable":true}', 'plain'],
    ['{"error":"it broke"}', 'plain'],
    ['[REJECTED] not now', 'failure'],
    ['  [TIMEOUT]', 'failure'],
    ['[rejected]', 'plain'],
    ['so: [TIMEOUT]', 'plain'],
    ['["ok":true]', 'plain'],
    ['it says "ok":false', 'plain'],
    ['\ufeff{"ok":true}', 'plain'],
    ['{"ok":true,"result":{"ok":false}}', 'failure'],
    ['{"result":{"ok":true}}', 'success'],
    ['{"ok":true, "result": ', 'success'],
    ['', 'plain'],
    ['{', 'plain'],
  ])('takes %o for %s', (raw, reading) => {
    expect(detectEnvelope(raw)).toBe(reading)
  })
})

describe('findEnvelopeMismatch', () => {
  it.each([
    '{"ok":true,"result":{"text":"hi"}}',
    '{"ok": false, "kind": "timeout", "message": "too slow", "retryable": true}',
    '{"ok":true,"result":"she said \\"ok\\":false"}',
    '{"error":"it broke","retryable":false}',
    '[REJECTED] not now',
    'plain text that says "ok":true',
    '{"sky":"clear"}',
    '[{"ok":false}]',
    '',
  ])('finds none in %o', (raw) => {
    expect(findEnvelopeMismatch(raw)).toBeUndefined()
  })

  it.each([
    ['{"ok" : false, "kind": "timeout"}', 'plain', 'failure'],
    ['{"ok":\n  false}', 'plain', 'failure'],
    ['{"\\u006fk":false}', 'plain', 'failure'],
    ['{"ok" : true, "result": 1}', 'plain', 'success'],
    ['{"ok":true,"result":{"ok":false}}', 'failure', 'success'],
    ['{"ok":true,"result":{"error":null,"retryable":false}}', 'failure', 'success'],
    ['{"ok" : false,"details":{"ok":true}}', 'success', 'failure'],
    ['{"steps":[{"ok":false}]}', 'failure', 'plain'],
    ['{"steps":[{"ok":true}]}', 'success', 'plain'],
    ['{"ok":true,"result":', 'success', 'plain'],
    ['{"ok":false,"message":"no end', 'failure', 'plain'],
    ['{name} answered {"ok":true}', 'success', 'plain'],
    ['{"error" : "it broke", "retryable" : true}', 'plain', 'failure'],
  ])('finds that %o is taken for %s, and is %s', (raw, detected, written) => {
    expect(findEnvelopeMismatch(raw)).toMatchObject({ detected, written })
  })

  it('says what differs, why, and what to do', () => {
    const messages = [
      '{"ok" : false, "kind": "timeout"}',
      '{"ok":true,"result":{"ok":false}}',
      '{"steps":[{"error":"a","retryable":true}]}',
      '{"ok": true, "result": ',
    ].map((raw) => findEnvelopeMismatch(raw)?.message)
    expect(messages).toMatchInlineSnapshot(`
      [
        "The answer is a failure, and the app takes it for no envelope, since it contains neither "ok":true nor "ok":false; write that with no space before the colon and at most one behind it.",
        "The answer is a success, and the app takes it for a failure, since it contains "ok":false; rename that key where it stands inside the result, or send the result as text.",
        "The answer is no envelope, and the app takes it for a failure, since it contains "error": and "retryable":; rename that key where it stands inside the result, or send the result as text.",
        "The answer is no envelope, and the app takes it for a success, since it contains "ok": true; answer with whole JSON, or with text that does not begin with a brace.",
      ]
    `)
  })
})

describe('an answer that is mistaken', () => {
  const answer = '{"ok" : false, "kind": "timeout", "message": "too slow"}'

  it("is a violation under the profile 'production'", async () => {
    const { host, plugin } = await loadChatter({ profile: 'production' })
    await plugin.invoke('reply', { text: answer })
    plugin.invokeSync('reply', { text: answer })
    const found = host.violations.filter(({ rule }) => rule === 'ENVELOPE_MISMATCH')
    expect(found).toHaveLength(2)
    expect(found[0]?.message).toContain('The result of the tool "reply" is read in another way than it is meant')
  })

  it("is none under the profile 'full', nor one that is read as it is meant", async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('reply', { text: answer })
    expect(host.violations.filter(({ rule }) => rule === 'ENVELOPE_MISMATCH')).toEqual([])
    const production = await loadChatter({ profile: 'production' })
    await production.plugin.invoke('fail')
    expect(production.host.violations.filter(({ rule }) => rule === 'ENVELOPE_MISMATCH')).toEqual([])
  })
})

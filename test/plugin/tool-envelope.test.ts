import { describe, expect, it } from 'vitest'
import { parseToolResult } from '../../src/plugin/tool-envelope.js'

describe('parseToolResult', () => {
  it('reads a success', () => {
    const raw = '{"ok":true,"result":{"text":"hi"},"tool":"greet","warnings":["slow"]}'
    expect(parseToolResult(raw)).toEqual({
      ok: true,
      result: { text: 'hi' },
      warnings: ['slow'],
      enveloped: true,
      tool: 'greet',
      raw,
    })
  })

  it('takes a missing result for null', () => {
    expect(parseToolResult('{"ok":true}')).toEqual({ ok: true, result: null, enveloped: true, raw: '{"ok":true}' })
  })

  it('reads a failure', () => {
    const raw = '{"ok":false,"kind":"invalid_args","message":"no","retryable":false,"field":"city","expected":"text"}'
    expect(parseToolResult(raw)).toEqual({
      ok: false,
      kind: 'invalid_args',
      message: 'no',
      retryable: false,
      field: 'city',
      expected: 'text',
      raw,
    })
  })

  it.each([
    ['invalid_args', true],
    ['timeout', true],
    ['execution_error', true],
    ['unavailable', true],
    ['rejected', false],
    ['user_denied', false],
    ['tool_not_found', false],
    ['of_its_own', false],
  ])('takes %s for retryable: %s, unless the plugin says otherwise', (kind, retryable) => {
    expect(parseToolResult(JSON.stringify({ ok: false, kind }))).toMatchObject({ kind, retryable })
    const told = { ok: false, kind, retryable: !retryable }
    expect(parseToolResult(JSON.stringify(told))).toMatchObject({ retryable: !retryable })
  })

  it.each([
    ['[REJECTED] not allowed', { kind: 'rejected', message: 'not allowed', retryable: false }],
    ['  [TIMEOUT]\nafter 120 s', { kind: 'timeout', message: 'after 120 s', retryable: true }],
  ])('reads the prefix of %o', (raw, failure) => {
    expect(parseToolResult(raw)).toEqual({ ok: false, ...failure, raw })
  })

  it('reads the shape of failures before the envelope', () => {
    const old = (fields: object) => parseToolResult(JSON.stringify(fields))
    expect(old({ error: 'it broke', retryable: false })).toMatchObject({
      ok: false,
      kind: 'execution_error',
      message: 'it broke',
      retryable: false,
    })
    expect(old({ error: 'timeout', retryable: true })).toMatchObject({ kind: 'timeout', message: 'timeout' })
    expect(old({ error: 'rate_limited', message: 'slow down', retryable: true })).toMatchObject({
      kind: 'rate_limited',
      message: 'slow down',
      retryable: true,
    })
  })

  it('passes on plain text and JSON without "ok"', () => {
    expect(parseToolResult(' done\n')).toEqual({ ok: true, result: ' done\n', enveloped: false, raw: ' done\n' })
    expect(parseToolResult('{"sky":"clear"}')).toMatchObject({ ok: true, result: { sky: 'clear' }, enveloped: false })
    expect(parseToolResult('[1,2]')).toMatchObject({ ok: true, result: [1, 2], enveloped: false })
    expect(parseToolResult('42')).toMatchObject({ ok: true, result: '42', enveloped: false })
    expect(parseToolResult('{"ok":"yes"}')).toMatchObject({ ok: true, result: { ok: 'yes' }, enveloped: false })
    expect(parseToolResult('')).toMatchObject({ ok: true, result: '', enveloped: false })
  })

  it('takes broken JSON for a failure where the app does', () => {
    const broken = '{"ok": false, "message": "no end'
    expect(parseToolResult(broken)).toMatchObject({ ok: false, kind: 'execution_error', message: broken })
    expect(parseToolResult('{"error": "x", "retryable": tru')).toMatchObject({ ok: false })
    expect(parseToolResult('{"ok": true, "result": ')).toMatchObject({ ok: true, enveloped: false })
  })
})

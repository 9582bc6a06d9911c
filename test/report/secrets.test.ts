import { describe, expect, it } from 'vitest'
import { hidden, isSecretName } from '../../src/report/secrets/secret-name.js'
import { Redactor } from '../../src/report/secrets.js'

/** What becomes of a text, by one who has learned from the given calls. */
function redact(text: string, ...values: readonly string[]): string {
  const redactor = new Redactor([], false)
  for (const value of values) redactor.learn(value)
  redactor.learnText(text)
  return redactor.text(text)
}

describe('a name', () => {
  it.each([
    'token',
    'bot_token',
    'webhook_secret',
    'api_key',
    'apiKey',
    'X-Api-Key',
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'password',
    'PASSWD',
    'client_secret',
    'refreshToken',
    'tokenString',
    '_secrets',
    'private-key',
    'db.pwd',
    'x-auth',
  ])('%s tells of a secret', (name) => expect(isSecretName(name)).toBe(true))

  it.each([
    'region',
    'max_tokens',
    'tokens_per_second',
    'tokensUsed',
    'token_count',
    'token_type',
    'tokenExpiresAt',
    'author',
    'key',
    'keyboard',
    'tunnel_url',
    'pinned',
    'passed',
    'session',
  ])('%s does not', (name) => expect(isSecretName(name)).toBe(false))
})

describe('a call', () => {
  const redactor = new Redactor(['region'], false)
  const made = { slot: 'config_set', args: { key: 'bot_token', value: 'T1' } }

  it('that writes a secret keeps the key', () => {
    expect(redactor.call(made).args).toEqual({ key: 'bot_token', value: hidden })
  })

  it('that clears one shows that', () => {
    expect(redactor.call({ ...made, args: { key: 'bot_token', value: '' } }).args.value).toBe('')
  })

  it('that reads one loses the answer, NULL stays', () => {
    const read = { slot: 'config_get', args: { key: 'api_key' } }
    expect(redactor.call({ ...read, answer: 'abc' }).answer).toBe(hidden)
    expect(redactor.call({ ...read, answer: null }).answer).toBe(null)
  })

  it('of a field that the manifest declares as a secret is one, whatever its name', () => {
    expect(redactor.call({ slot: 'config_set', args: { key: 'region', value: 'eu' } }).args.value).toBe(hidden)
  })

  it('without secrets stays as it is', () => {
    const call = { slot: 'log_structured', args: { level: 2, message: 'hi', payload: '{ "a":  1 }' } }
    expect(redactor.call(call)).toEqual(call)
  })
})

describe('a text', () => {
  it.each([
    [
      '{"url":"https://a.example","headers":{"Authorization":"Bearer abcdef"}}',
      '{"url":"https://a.example","headers":{"Authorization":"[secret]"}}',
    ],
    ['{"headers":[["Cookie","sid=abcdef"],["Accept","*/*"]]}', '{"headers":[["Cookie","[secret]"],["Accept","*/*"]]}'],
    ['{"headers":[{"name":"X-Api-Key","value":"abcdef"}]}', '{"headers":[{"name":"X-Api-Key","value":"[secret]"}]}'],
    ['{"_secrets":{"one":"abcdef","two":["ghijkl"]}}', '{"_secrets":{"one":"[secret]","two":["[secret]"]}}'],
    ['{"body":"{\\"password\\":\\"x\\"}"}', '{"body":"{\\"password\\":\\"[secret]\\"}"}'],
    ['https://a.example/x?access_token=abc&b=1', 'https://a.example/x?access_token=[secret]&b=1'],
    ['https://ada:pass@a.example/', 'https://ada:[secret]@a.example/'],
    ['sent Bearer abcdef.ghi', 'sent Bearer [secret]'],
    ['Authorization: Bot abcdef', 'Authorization: Bot [secret]'],
    ['{"token":"abc", broken', '{"token":"[secret]", broken'],
    ['{\\"token\\":\\"abc\\", broken', '{\\"token\\":\\"[secret]\\", broken'],
    ['max_tokens: 5, level: 2', 'max_tokens: 5, level: 2'],
  ])('%s', (text, expected) => expect(redact(text)).toBe(expected))

  it('loses what is known, in every way to write it', () => {
    const secret = 'a "b"/ü=c'
    const written = [
      secret,
      JSON.stringify({ text: secret }),
      JSON.stringify({ body: JSON.stringify({ text: secret }) }),
      `https://a.example/${encodeURIComponent(secret)}`,
      Buffer.from(secret).toString('base64'),
    ]
    expect(written.map((text) => redact(text, secret))).toEqual([
      hidden,
      '{"text":"[secret]"}',
      '{"body":"{\\"text\\":\\"[secret]\\"}"}',
      'https://a.example/[secret]',
      hidden,
    ])
  })

  it('loses what Swift has escaped in a log line', () => {
    expect(redact(String.raw`sent {"k":"ab\/cd+ef\/gh"}`, 'ab/cd+ef/gh')).toBe('sent {"k":"[secret]"}')
  })

  it('is not torn by words that others have told of', () => {
    const redactor = new Redactor([], false)
    for (const message of ['session token: missing', 'Authorization: token x', 'no {"token_type":"api_key", broken'])
      redactor.learnCall({ slot: 'log', args: { level: 2, message } })
    for (const text of ['expected config "api_key" but it is missing', '{"error":"token_expired: no token"}'])
      expect(redactor.text(text)).toBe(text)
  })

  it('loses the ends of a secret that a table has cut', () => {
    expect(redact('wrote "https://a.example/bots3c…cret/send"', 's3cr3t-and-secret')).toBe(
      'wrote "https://a.example/bot[secret]…[secret]/send"',
    )
  })

  it('keeps short and common words that are a secret elsewhere', () => {
    expect(redact('true, yes, T1', 'true', 'T1')).toBe('true, yes, T1')
    expect(redact('T1', 'T1')).toBe(hidden)
  })

  it('is written in full where secrets are to be shown', () => {
    const redactor = new Redactor([], true)
    redactor.learn('abcdef')
    expect(redactor.text('Bearer abcdef')).toBe('Bearer abcdef')
  })

  it('takes time in proportion to its length', () => {
    const started = performance.now()
    for (const text of ['x'.repeat(2e6), 'a:'.repeat(1e5), '="'.repeat(1e5), '…'.repeat(1e5), `… ${'x'.repeat(2e6)}`])
      redact(text, 's3cr3t')
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

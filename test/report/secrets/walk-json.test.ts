import { describe, expect, it } from 'vitest'
import { Redactor } from '../../../src/report/secrets.js'

function redact(text: string, ...values: readonly string[]): string {
  const redactor = new Redactor([], false)
  for (const value of values) redactor.learn(value)
  redactor.learnText(text)
  return redactor.text(text)
}

/** A text in so many lists. */
function nest(text: string, levels: number): string {
  return `${'['.repeat(levels)}${JSON.stringify(text)}${']'.repeat(levels)}`
}

describe('JSON that is nested deeply', () => {
  it.each([100, 6000, 100_000])('loses what is known, %i levels down', (levels) => {
    expect(redact(nest('s3cr3t-x', levels), 's3cr3t-x')).toBe(nest('[secret]', levels))
  })

  it('loses what it names itself', () => {
    const text = `{"a":${nest('x', 6000)},"token":"s3cr3t-x"}`
    expect(redact(text)).toBe(text.replace('s3cr3t-x', '[secret]'))
  })

  it('may be in the texts of such JSON', () => {
    const text = Array.from({ length: 9 }).reduce<string>((inner) => nest(inner, 200), 's3cr3t-x')
    expect(redact(text, 's3cr3t-x')).toBe(text.replace('s3cr3t-x', '[secret]'))
  })
})

describe('in JSON', () => {
  it.each([
    [
      '{"otp":123456,"pins":[1,2],"pin":1,"token":true}',
      '{"otp":"[secret]","pins":[1,2],"pin":"[secret]","token":true}',
    ],
    ['{"headers":["Authorization: token ghp_abc123456789"]}', '{"headers":["Authorization: token [secret]"]}'],
    ['{"headers":["Cookie: a=b; c=d"]}', '{"headers":["Cookie: [secret]"]}'],
    ['{"https://ada:pass@a.example":1}', '{"https://ada:[secret]@a.example":1}'],
    [
      '{"columns":["id","api_key"],"rows":[[1,"abc"],[2,"def"]]}',
      '{"columns":["id","api_key"],"rows":[[1,"[secret]"],[2,"[secret]"]]}',
    ],
    ['{"usage":{"tokens_per_second":40,"token_count":5}}', '{"usage":{"tokens_per_second":40,"token_count":5}}'],
  ])('%s', (text, shown) => expect(redact(text)).toBe(shown))

  it('keys lose what is known, and each keeps its value', () => {
    expect(redact('{"T0K3N-abc":{"x":1},"T0K3N-def":{},"token":"x"}', 'T0K3N-abc', 'T0K3N-def')).toBe(
      '{"[secret]":{"x":1},"[secret] 2":{},"token":"[secret]"}',
    )
  })

  it('numbers that are known are no numbers any more', () => {
    expect(redact('{"code":123456,"at":99,"token":"x"}', '123456', '9')).toBe(
      '{"code":"[secret]","at":99,"token":"[secret]"}',
    )
  })
})

describe('a number under a secret name', () => {
  const learn = (text: string) => {
    const redactor = new Redactor([], false)
    redactor.learnText(text)
    return redactor
  }

  it('is known elsewhere', () => {
    expect(learn('{"otp":123456}').text('code 123456')).toBe('code [secret]')
  })

  it('is not if it is as short as a year', () => {
    expect(learn('{"pin":2024}').text('in 2024')).toBe('in 2024')
  })
})

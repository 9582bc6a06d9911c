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

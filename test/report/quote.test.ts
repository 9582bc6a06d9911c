import { describe, expect, it } from 'vitest'
import { quote } from '../../src/report/quote.js'

describe('quote', () => {
  it('chooses the quotes that need no escape', () => {
    expect(quote('plain')).toBe('"plain"')
    expect(quote('{"a":1}')).toBe(`'{"a":1}'`)
    expect(quote(`it's "both"`)).toBe(`"it's \\"both\\""`)
  })

  it('escapes what does not show', () => {
    expect(quote('a\n\tb\u0000\u001b[31m\u202e\ufeff')).toBe('"a\\n\\tb\\u0000\\u001b[31m\\u202e\\ufeff"')
    expect(quote('\ud800 alone')).toBe('"\\ud800 alone"')
    expect(quote('é 漢 😀')).toBe('"é 漢 😀"')
  })

  it('leaves out the middle of a long text, and says how long it is', () => {
    expect(quote('a'.repeat(500) + 'z'.repeat(734), 60)).toBe(
      `"${'a'.repeat(20)}…${'z'.repeat(20)}" (1,234 characters)`,
    )
    expect(quote('abcdefghijklmnopqrstuvwxyz', 13)).toBe('"abcdef…uvwxyz"')
  })

  it('never cuts an emoji or an escape in two', () => {
    expect(quote('😀'.repeat(30), 12)).toBe('"😀😀😀…😀😀"')
    expect(quote('\u0000'.repeat(100), 20)).toBe('"\\u0000…\\u0000"')
  })
})

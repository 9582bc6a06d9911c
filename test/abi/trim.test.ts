import { expect, it } from 'vitest'
import { trimText } from '../../src/abi/trim.js'

it.each([
  ['  a b\t\n', 'a b'],
  ['\u0085\u00a0\u2028\u3000a\v\f\r', 'a'],
  ['\ufeffa', '\ufeffa'],
  ['\u200ba', '\u200ba'],
  [' \n', ''],
  ['', ''],
])('trims %o to %o', (text, trimmed) => {
  expect(trimText(text)).toBe(trimmed)
})

it('is quick with long runs of white space inside', () => {
  const text = `a${' '.repeat(1_000_000)}a`
  expect(trimText(text)).toBe(text)
})

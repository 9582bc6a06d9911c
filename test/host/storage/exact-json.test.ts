import { describe, expect, it } from 'vitest'
import { parseExactJSON, printExactJSON } from '../../../src/host/storage/exact-json.js'

describe('parseExactJSON', () => {
  it('reads integers that a number cannot hold as bigints, and all else as JSON.parse does', () => {
    const text = String.raw`{"a":[9007199254740993,-9007199254740993,1.5e3,12345678901234567.5,true,null,"n1\"9007199254740993"],"\u0061b":{"__proto__":9007199254740992}}`
    const parsed = parseExactJSON(text)
    expect(parsed).toEqual({
      a: [9007199254740993n, -9007199254740993n, 1500, 12345678901234568, true, null, 'n1"9007199254740993'],
      ab: { ['__proto__']: 9007199254740992n },
    })
    expect(Object.keys((parsed as { ab: object }).ab)).toEqual(['__proto__'])
  })

  it.each([
    '9007199254740993',
    '"9007199254740993"',
    '["s","n",9007199254740993]',
    '{"n":"n","s":1234567890123456789}',
  ])('keeps %s as it is', (text) => {
    expect(printExactJSON(parseExactJSON(text))).toBe(text)
  })

  it.each(['9007199254740993 9007199254740993', '[09007199254740993]', '"9007199254740993', ''])(
    'refuses %j',
    (text) => {
      expect(() => parseExactJSON(text)).toThrow(SyntaxError)
    },
  )
})

it('JSON is written compact, with sorted keys', () => {
  expect(printExactJSON({ b: [1, { d: 'ü/"', c: 2n ** 60n }], a: null })).toBe(
    '{"a":null,"b":[1,{"c":1152921504606846976,"d":"ü/\\""}]}',
  )
})

import { describe, expect, it } from 'vitest'
import { count, listWords, printValue, shorten } from '../../src/report/print-value.js'

describe('printValue', () => {
  it.each([
    ['text', '"text"'],
    [3, '3'],
    [12n, '12'],
    [null, 'null'],
    [undefined, 'undefined'],
    [/a/g, '/a/g'],
    [[1, 'a'], '[1, "a"]'],
    [{}, '{}'],
    [{ a: { 'b-c': [null] } }, '{ a: { "b-c": [null] } }'],
    [expect.any(String), 'Any<String>'],
    [expect.stringContaining('x'), 'StringContaining "x"'],
    [Promise.resolve(), 'a Promise'],
    [new TypeError('no\nstack'), 'TypeError: no'],
    [function named() {}, 'function named'],
    [Symbol('s'), 'Symbol(s)'],
  ])('prints %o', (value, text) => {
    expect(printValue(value)).toBe(text)
  })

  it('ends with a circle', () => {
    const circle: { self?: object } = {}
    circle.self = circle
    expect(printValue(circle, 200)).toContain('self: …')
  })

  it('leaves out the middle of a long line', () => {
    expect(printValue(Array.from({ length: 100 }, (_, at) => at)).length).toBe(60)
  })
})

it('shortens a line in the middle', () => {
  expect(shorten('abcdefghij', 5)).toBe('ab…ij')
  expect(shorten('abc', 3)).toBe('abc')
})

it('lists words as in a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((words) => listWords(words))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
  expect(listWords(['a', 'b'], 'or')).toBe('a or b')
})

it('counts', () => {
  expect([count(0, 'call'), count(1, 'call'), count(1200, 'call')]).toEqual(['0 calls', '1 call', '1,200 calls'])
})

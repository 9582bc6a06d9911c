import { describe, expect, it } from 'vitest'
import { describeNearest, findNearest } from '../../src/report/nearest.js'

describe('findNearest', () => {
  it.each([
    ['token', 'token', 0],
    ['token', 'tokens', 1],
    ['token', 'tokne', 1],
    ['token', 'Token', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('measures from %o to %o: %d', (wanted, text, distance) => {
    expect(findNearest(wanted, [text])).toEqual([{ text, distance }])
    expect(findNearest(text, [wanted])).toEqual([{ text: wanted, distance }])
  })

  it('puts the nearest first, each once', () => {
    expect(findNearest('abc', ['xyz', 'abd', 'abd', 'abcde']).map(({ text }) => text)).toEqual(['abd', 'abcde', 'xyz'])
  })

  it('does not compare long texts letter by letter, which would take hours', () => {
    const long = Array.from({ length: 3000 }, (_, at) => `${at}${'x'.repeat(100_000)}`)
    expect(findNearest('y'.repeat(100_000), long)).not.toEqual([])
  }, 60_000)
})

describe('describeNearest', () => {
  it('says how near a text is, where it is near', () => {
    expect(describeNearest('api_key', ['region', 'apiKey'])).toBe('"apiKey" (1 letter away) and "region"')
    expect(describeNearest('config_set', ['confg_st'])).toBe('"confg_st" (2 letters away)')
    expect(describeNearest('token', ['TOKEN'])).toBe('"TOKEN" (upper and lower case differ)')
  })

  it('says how many more there are', () => {
    expect(describeNearest('k', ['a1', 'b2', 'c3', 'd4', 'e5'])).toBe('"a1", "b2", "c3" and 2 more')
  })

  it('does not measure texts that are too long to compare', () => {
    expect(describeNearest('x'.repeat(100), ['x'.repeat(101)], 1)).not.toContain('away')
  })
})

import { describe, expect, it } from 'vitest'
import { judge } from './judge.js'

describe('LOG_LEVEL_OUT_OF_RANGE', () => {
  it.each([0, 1, 2, 3, 4])('is not broken by level %i', (level) => {
    expect(judge('log', [level, 'message'])).toEqual([])
    expect(judge('log_structured', [level, 'message', null])).toEqual([])
  })

  it.each([-1, 5, 2_147_483_647])('is broken by level %i', (level) => {
    expect(judge('log', [level, 'message'])).toEqual([
      `LOG_LEVEL_OUT_OF_RANGE: log got the level ${level}, which is none: the app shows the line without a level.`,
    ])
    expect(judge('log_structured', [level, 'message', null])).toEqual([
      expect.stringMatching(/^LOG_LEVEL_OUT_OF_RANGE: log_structured got the level/),
    ])
  })
})

describe('LOG_PAYLOAD_NOT_AN_OBJECT', () => {
  it('is not broken by an object, nor by NULL', () => {
    expect(judge('log_structured', [2, 'message', '{}'])).toEqual([])
    expect(judge('log_structured', [2, 'message', null])).toEqual([])
  })

  it.each([
    ['took 12 ms', 'text that is no JSON ("took 12 ms")'],
    ['', 'an empty text'],
    ['[1,2]', 'an array'],
    ['12', 'the number 12'],
  ])('is broken by %j', (payload, found) => {
    expect(judge('log_structured', [2, 'message', payload])).toEqual([
      `LOG_PAYLOAD_NOT_AN_OBJECT: log_structured got ${found} as payload, not a JSON object: the app keeps it as mere text.`,
    ])
  })
})

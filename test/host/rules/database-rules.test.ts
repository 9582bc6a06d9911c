import { describe, expect, it } from 'vitest'
import { judge } from './judge.js'

describe('PARAMS_IGNORED', () => {
  it.each([null, '', '[]', '[1,"two",null]', ' [1] '])('is not broken by %j', (params) => {
    expect(judge('db_exec', ['DELETE FROM t WHERE a = ?', params])).toEqual([])
    expect(judge('db_query', ['SELECT ?', params])).toEqual([])
  })

  it('is broken by an object, whose names bind nothing', () => {
    expect(judge('db_query', ['SELECT :name', '{"name":"Ada"}'])).toEqual([
      'PARAMS_IGNORED: db_query got an object as params, not a JSON array: the app binds nothing and reports no error. ' +
        'Names (:name) bind by their place in the array, too.',
    ])
  })

  it.each([
    ['Ada', 'text that is no JSON ("Ada")'],
    ['5', 'the number 5'],
    ['"Ada"', 'the string "Ada"'],
    ['[1', 'text that is no JSON ("[1")'],
  ])('is broken by %j', (params, found) => {
    expect(judge('db_exec', ['DELETE FROM t WHERE a = ?', params])).toEqual([
      `PARAMS_IGNORED: db_exec got ${found} as params, not a JSON array: the app binds nothing and reports no error.`,
    ])
  })
})

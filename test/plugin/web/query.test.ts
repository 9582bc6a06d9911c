import { describe, expect, it } from 'vitest'
import { agentInQuery, parseQuery } from '../../../src/plugin/web/query.js'

describe('a query', () => {
  it.each([
    ['', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1&a=2', { a: '2' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['a=b=c', { a: 'b=c' }],
    ['a==', { a: '=' }],
    ['a=1+2', { a: '1+2' }],
    ['a=1%2B2%20%C3%BC', { a: '1+2 ü' }],
    ['%C3%BC=1', { ü: '1' }],
    ['a=%zz', { a: '' }],
    ['%zz=1', {}],
    ['a=%FF', { a: '' }],
    ['&&a=1&', { a: '1' }],
    ['=a', { a: '' }],
    ['=', {}],
    ['__proto__=1', { ['__proto__']: '1' }],
  ])('%s is %o', (query, params) => {
    expect(Object.entries(parseQuery(query))).toEqual(Object.entries(params))
  })
})

describe('the agent in a query', () => {
  it.each([
    ['osr_agent=A', 'A'],
    ['a=1&osr_agent=A', 'A'],
    ['osr_agent=A&osr_agent=B', 'A'],
    ['osr_agent=&osr_agent=B', 'B'],
    ['osr_agent=%41', 'A'],
    ['osr_agent', undefined],
    ['osr_agents=A', undefined],
  ])('%s is %s', (query, agent) => {
    expect(agentInQuery(query)).toBe(agent)
  })
})

import { describe, expect, it } from 'vitest'
import type { CircusFunction, CircusHook, CircusTest, DescribeBlock } from '../../environment/jest/circus.js'
import { wrapFunctions } from '../../environment/jest/wrap-functions.js'

function createBlock(hooks: CircusHook[], fn?: CircusFunction): { root: DescribeBlock; test: CircusTest } {
  const children: CircusTest[] = []
  const inner: DescribeBlock = { type: 'describeBlock', name: 'inner', children, hooks }
  const root: DescribeBlock = { type: 'describeBlock', name: 'root', children: [inner], hooks: [] }
  const test: CircusTest = { type: 'test', name: 'test', parent: inner, concurrent: false, errors: [], fn }
  children.push(test)
  return { root, test }
}

/** Wraps, and notes who was asked to run what. */
function wrapNoting(root: DescribeBlock): string[] {
  const noted: string[] = []
  const note = <R>(what: string, body: () => R): R => {
    noted.push(what)
    return body()
  }
  wrapFunctions(root, {
    runTest: ({ name }, body) => note(name, body),
    runHook: (body) => note('hook', body),
  })
  return noted
}

describe('a wrapped function', () => {
  it('is run by the runner, with its this and arguments and result', () => {
    const { root, test } = createBlock([], function (this: unknown, ...args) {
      return [this, ...args]
    })
    const noted = wrapNoting(root)
    expect(test.fn?.call('this', 1, 2)).toEqual(['this', 1, 2])
    expect(noted).toEqual(['test'])
  })

  it('takes a callback if the function did', () => {
    const { root, test } = createBlock([], (done) => done)
    wrapNoting(root)
    expect(test.fn).toHaveLength(1)
  })
})

it('hooks of all tests belong to no test', () => {
  const kinds = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'] as const
  const hooks = kinds.map((type) => ({ type, fn: () => type }))
  const noted = wrapNoting(createBlock(hooks).root)
  expect(hooks.map(({ fn }) => fn())).toEqual(kinds)
  expect(noted).toEqual(['hook', 'hook'])
})

it('generators stay what they are', () => {
  function* generate() {
    yield 1
  }
  const { root, test } = createBlock([], generate)
  wrapNoting(root)
  expect(test.fn).toBe(generate)
})

it('a test without a function stays without one', () => {
  const { root, test } = createBlock([])
  wrapNoting(root)
  expect(test.fn).toBeUndefined()
})

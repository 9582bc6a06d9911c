import { describe, expect, it } from 'vitest'
import type { CircusState, DescribeBlock } from '../../environment/jest/circus.js'
import { Suites } from '../../environment/jest/suites.js'
import type { EnvironmentOptions } from '../../src/session/options.js'

/** Suites with the blocks file > outer > inner, and the means to say that one of them is being defined. */
function createSuites(config: EnvironmentOptions = {}) {
  const file = createBlock('ROOT_DESCRIBE_BLOCK')
  const outer = createBlock('outer', file)
  const inner = createBlock('inner', outer)
  const state = {
    rootDescribeBlock: file,
    currentDescribeBlock: file,
    hasStarted: false,
    testTimeout: 5000,
    unhandledErrors: [],
  }
  const define = (block: DescribeBlock, body: () => void) => {
    state.currentDescribeBlock = block
    body()
    state.currentDescribeBlock = file
  }
  const suites = new Suites(config)
  const globals = {
    expect: { extend: () => {} },
    describe: (_: string, body: () => void) => define(inner, body),
  }
  const attach = () => suites.attach(state satisfies CircusState, globals)
  return { suites, state, file, outer, inner, define, attach }
}

function createBlock(name: string, parent?: DescribeBlock): DescribeBlock {
  return { type: 'describeBlock', name, parent, children: [], hooks: [] }
}

describe('the options of a block', () => {
  it('are those of the config, of the file, of the blocks from outside in', () => {
    const { suites, file, outer, inner, define, attach } = createSuites({ abiVersion: 2, profile: 'upstream' })
    attach()
    suites.setOptions({ abiVersion: 3 })
    define(outer, () => suites.setOptions({ abiVersion: 4 }))
    define(inner, () => suites.setOptions({ image: 'test' }))
    const abi = (block: DescribeBlock) => suites.settings(block).options.abiVersion
    expect([file, outer, inner].map(abi)).toEqual([3, 4, 4])
    expect(suites.settings(inner).options).toMatchObject({ profile: 'upstream', image: 'test' })
    expect(suites.settings(outer).options.image).toBeUndefined()
  })

  it('can be given before jest-circus is there', () => {
    const { suites, file, attach } = createSuites({ abiVersion: 2 })
    suites.setOptions({ abiVersion: 3 })
    attach()
    expect(suites.settings(file).options.abiVersion).toBe(3)
  })

  it('are closed when the tests run', () => {
    const { suites, state, attach } = createSuites()
    attach()
    expect(suites.isClosed).toBe(false)
    state.hasStarted = true
    expect(suites.isClosed).toBe(true)
  })
})

describe('a block is serialised', () => {
  it('when it, or one around it, was said to be', () => {
    const { suites, outer, inner, attach } = createSuites()
    attach()
    suites.describeSerialized('inner', () => {})
    expect(suites.settings(outer).isSerialized).toBe(false)
    expect(suites.settings(inner).isSerialized).toBe(true)
    expect(suites.settings(createBlock('innermost', inner)).isSerialized).toBe(true)
  })

  it('when all tests are', () => {
    const { suites, outer } = createSuites({ serialize: 'test' })
    expect(suites.settings(outer).isSerialized).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { isMockHostError } from '../../../src/errors/mockhost-error.js'
import { makeInference } from './make-inference.js'

function errorOf(script: object, slot: 'complete' | 'complete_stream' = 'complete'): string {
  try {
    makeInference().simulators[slot].prepare?.(script)
    return 'no error'
  } catch (error) {
    if (isMockHostError(error, 'INVALID_ARGUMENT')) return error.message
    throw error
  }
}

describe('a script is refused', () => {
  it.each([
    ['with an unknown field', { contents: 'a' }],
    ['with an unknown field of a tool call', { toolCalls: [{ name: 'nap', input: {} }], rounds: [{ content: '' }] }],
    ['with rounds in a round', { rounds: [{ rounds: [] }] }],
    ['with a field of a wrong type', { content: 5 }],
    ['with a tool that has no name', { toolCalls: [{}] }],
    ['with a negative number of tokens', { content: '', usage: { completionTokens: -1 } }],
    ['with a tool that answered what has no JSON text', { toolCalls: [{ name: 'nap', result: () => {} }] }],
    ['that is an array', ['It is ', 'sunny.']],
    ['that says nothing', {}],
    ['that ends in tools', { content: 'Let me look.', toolCalls: [{ name: 'nap' }] }],
    ['that ends twice', { content: '', question: 'Which?', error: { code: 'cancelled' } }],
    ['that clarifies without a question', { content: '', finishReason: 'clarify' }],
    ['that finishes as only an error does', { content: '', finishReason: 'max_iterations' }],
    ['that finishes with tools', { content: '', finishReason: 'tool_calls' }],
    ['that has the question as an error', { error: { code: 'clarify_requested', message: 'Which?' } }],
  ])('%s', (_, script) => {
    expect(errorOf(script)).toMatchSnapshot()
    expect(errorOf(script, 'complete_stream')).toBe(errorOf(script))
  })

  it.each([
    { content: '', finishReason: 'cancelled' },
    { content: '', finishReason: 'context_overflow' },
    { content: '', finishReason: 'empty_response' },
    { content: '', finishReason: 'stop', error: { code: 'cancelled' } },
    { content: '', finishReason: 'clarify', error: { code: 'cancelled' } },
    { content: '', finishReason: 'stop', question: 'Which?' },
    { question: '' },
    { error: { code: '' } },
    { error: {} },
    { error: null },
    { rounds: [] },
    { rounds: {} },
    { reasoning: 'Hm.' },
    { content: ['a', 5] },
    { content: '', wait: -1 },
    { content: '', wait: Number.POSITIVE_INFINITY },
    { content: '', usage: { tokensPerSecond: '41' } },
    { content: '', artifacts: ['map.png'] },
    { content: '', toolCalls: { name: 'nap' } },
  ])('like %j', (script) => {
    expect(errorOf(script)).not.toBe('no error')
  })

  it('before the slot is called, even when it is a promise', () => {
    expect(errorOf(Promise.resolve({ content: '' }))).not.toBe('no error')
  })
})

describe('a script is taken', () => {
  it.each([
    { content: '' },
    { content: [] },
    { content: 'a', reasoning: undefined, error: undefined },
    { question: 'Which?' },
    { question: 'Which?', finishReason: 'clarify' },
    { error: { code: 'anything' } },
    { toolCalls: [{ name: 'nap', arguments: null, result: 5 }], error: { code: 'max_iterations_reached' } },
    { content: 'a', toolCalls: [] },
    { content: 'a', wait: 0.5 },
  ])('like %j', (script) => {
    expect(errorOf(script)).toBe('no error')
  })
})

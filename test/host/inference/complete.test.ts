import { afterEach, describe, expect, it, vi } from 'vitest'
import type { InferenceScript } from '../../../src/host/contract.js'
import { answerOf, call, chat, makeInference, withoutIds } from './make-inference.js'

afterEach(() => {
  vi.useRealTimers()
})

const weather = { name: 'get_weather', arguments: { city: 'Oslo' }, result: { sky: 'clear' }, id: 'c1' }
const artifact = { filename: 'map.png', size: 5 }

describe('complete answers', () => {
  it('a chat.completion', () => {
    vi.useFakeTimers({ now: 1_770_000_000_900 })
    const answer = String(answerOf(makeInference(), 'complete', { content: ['It is ', 'sunny/clear.'] }))
    expect(withoutIds(answer)).toBe(
      '{"choices":[{"finish_reason":"stop","index":0,"message":{"content":"It is sunny/clear.","role":"assistant"}}],' +
        '"created":1770000000,"id":"ID","model":"mockhost-local-model","object":"chat.completion",' +
        '"usage":{"completion_tokens":4,"prompt_tokens":4,"total_tokens":8}}',
    )
  })

  it('a fresh id each time', () => {
    const inference = makeInference()
    const ids = [1, 2].map(() => JSON.parse(String(answerOf(inference, 'complete', { content: '' }))).id)
    expect(ids).toEqual([expect.stringMatching(/^cmpl-[0-9A-F]{12}$/), expect.stringMatching(/^cmpl-[0-9A-F]{12}$/)])
    expect(ids[0]).not.toBe(ids[1])
  })

  it('tools that it called and artifacts that they shared, when there are any', () => {
    const script = { rounds: [{ toolCalls: [weather] }, { content: 'Sunny.' }], artifacts: [artifact] }
    expect(JSON.parse(String(answerOf(makeInference(), 'complete', script)))).toMatchObject({
      choices: [{ message: { content: 'Sunny.' } }],
      tool_calls_executed: [{ name: 'get_weather', tool_call_id: 'c1' }],
      shared_artifacts: [artifact],
    })
    const plain = JSON.parse(String(answerOf(makeInference(), 'complete', { content: 'Sunny.' })))
    expect(Object.keys(plain)).toEqual(['choices', 'created', 'id', 'model', 'object', 'usage'])
  })

  it('the reason of the engine to stop', () => {
    const answer = answerOf(makeInference(), 'complete', { content: 'It is', finishReason: 'length' })
    expect(JSON.parse(String(answer))).toMatchObject({ choices: [{ finish_reason: 'length' }] })
  })

  it('usage as it was given: all zero after the built-in complete tool', () => {
    const script = { content: 'All done.', usage: { promptTokens: 0, completionTokens: 0 } }
    expect(String(answerOf(makeInference(), 'complete', script))).toContain(
      '"usage":{"completion_tokens":0,"prompt_tokens":0,"total_tokens":0}',
    )
  })

  it('counts the tokens of every message', () => {
    const messages = [{ content: 'abcdefgh' }, { content: [{ type: 'text', text: 'abcd' }] }, { role: 'tool' }, 5]
    const request = JSON.stringify({ model: '', messages })
    const answer = answerOf(makeInference(), 'complete', { content: '' }, call('complete', request))
    expect(JSON.parse(String(answer)).usage).toEqual({ completion_tokens: 1, prompt_tokens: 9, total_tokens: 10 })
  })

  it('what already is an answer of the app, in its order', () => {
    expect(answerOf(makeInference(), 'complete', { id: 'x', choices: [] })).toBe('{"choices":[],"id":"x"}')
    expect(answerOf(makeInference(), 'complete', { message: 'no', error: 'host_timeout' })).toBe(
      '{"error":"host_timeout","message":"no"}',
    )
  })

  it('a wrong request as well, when it is prepared and the profile does not forbid it', () => {
    const answer = answerOf(makeInference(), 'complete', { content: 'Hi.' }, call('complete', 'no json'))
    expect(JSON.parse(String(answer))).toMatchObject({ model: 'mockhost-agent-model' })
  })
})

const deeds = '"shared_artifacts":[],"tool_calls_executed":[{"name":"get_weather","tool_call_id":"c1"}]'
const tools: InferenceScript = { rounds: [{ content: 'Let me look.', toolCalls: [weather] }] }

describe('complete fails', () => {
  it.each<[code: string, script: InferenceScript, answer: string]>([
    ['context_overflow', { error: { code: 'context_overflow', message: 'm' } }, `"message":"m",${deeds}`],
    [
      'empty_tool_task_completion',
      { error: { code: 'empty_tool_task_completion' } },
      `"message":"the model kept answering nothing",${deeds}`,
    ],
    [
      'output_token_limit',
      { error: { code: 'output_token_limit' } },
      `"message":"the model used up its tokens",${deeds}`,
    ],
    [
      'max_iterations_reached',
      { error: { code: 'max_iterations_reached' } },
      `"message":"the model still called tools in its last round",${deeds}`,
    ],
    ['clarify_requested', { question: 'Which?' }, `"message":"Which?","question":"Which?",${deeds}`],
    ['inference_error', { error: { code: 'inference_error' } }, '"message":"the engine failed"'],
    ['serialization_error', { error: { code: 'serialization_error' } }, '"message":"serialization_error"'],
    ['constructor', { error: { code: 'constructor' } }, '"message":"constructor"'],
  ])('with %s and its extras', (code, script, rest) => {
    const answer = answerOf(makeInference(), 'complete', { ...tools, ...script })
    expect(answer).toBe(`{"error":"${code}",${rest}}`)
  })

  it.each(['complete', 'complete_stream', 'embed'] as const)('by fail on %s, with the extras of the code', (slot) => {
    const { simulators } = makeInference()
    const fail = (code: string) => simulators[slot].fail?.(code, 'm')
    expect(fail('host_timeout')).toBe('{"error":"host_timeout","message":"m"}')
    expect(fail('plugin_busy')).toBe('{"error":"plugin_busy","max_inflight":2,"message":"m"}')
    expect(fail('context_overflow')).toBe(
      '{"error":"context_overflow","message":"m","shared_artifacts":[],"tool_calls_executed":[]}',
    )
    expect(fail('clarify_requested')).toBe(
      '{"error":"clarify_requested","message":"m","question":"m","shared_artifacts":[],"tool_calls_executed":[]}',
    )
  })

  it('with inference_error when nobody prepared an answer, and says how to', () => {
    expect(makeInference().simulators.complete.answer(call('complete', chat))).toBe(
      '{"error":"inference_error","message":"no answer was prepared: ' +
        `host.on.complete.reply({ content: 'It is sunny.' })"}`,
    )
  })
})

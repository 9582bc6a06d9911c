import { describe, expect, it } from 'vitest'
import type { InferenceScript } from '../../../src/host/contract.js'
import { answerOf, call, chat, makeInference, play, withoutIds } from './make-inference.js'

const weather = { name: 'get_weather', arguments: { city: 'Oslo' }, result: { sky: 'clear' }, id: 'c1' }
const usage = { completionTokens: 7, tokensPerSecond: 41.5, unclosedReasoning: true }

/** Deltas with their reason to finish, and the answer of the slot. */
function played(script: InferenceScript): { chunks: unknown[]; answer: string } {
  const { steps, answer } = play(answerOf(makeInference(), 'complete_stream', script))
  const choices = steps.map((step) => ('chunk' in step ? JSON.parse(step.chunk).choices[0] : step))
  const chunks = choices.map(({ delta, finish_reason: reason }) => (reason === undefined ? delta : [delta, reason]))
  return { chunks, answer: withoutIds(answer) }
}

const success = (reason: string, content: string, rest = '') =>
  `{"choices":[{"finish_reason":"${reason}","index":0,"message":{"content":"${content}","role":"assistant"}}],` +
  `"id":"ID","model":"mockhost-local-model"${rest}}`

describe('complete_stream', () => {
  it('sends chunks in bytes as the app does, and then answers', () => {
    const { steps, answer } = play(answerOf(makeInference(), 'complete_stream', { content: ['It/', 'is'] }))
    expect(steps.map((step) => ('chunk' in step ? withoutIds(step.chunk) : step))).toEqual([
      '{"choices":[{"delta":{"content":"It/"},"index":0}],"id":"ID"}',
      '{"choices":[{"delta":{"content":"is"},"index":0}],"id":"ID"}',
      '{"choices":[{"delta":{},"finish_reason":"stop","index":0}],"id":"ID"}',
    ])
    expect(withoutIds(answer)).toBe(success('stop', 'It/is'))
  })

  it('gives every chunk and the answer the same id, each stream another', () => {
    const ids = [1, 2].map(() => {
      const { steps, answer } = play(answerOf(makeInference(), 'complete_stream', { content: ['a', 'b'] }))
      const texts = [...steps.map((step) => ('chunk' in step ? step.chunk : '{}')), answer]
      return new Set(texts.map((text) => JSON.parse(text).id))
    })
    const [one, other] = ids.map((set) => [...set])
    expect(one).toEqual([expect.stringMatching(/^cmpl-[0-9A-F]{12}$/)])
    expect(one).not.toEqual(other)
  })

  it('tells of tool calls in chunks that are not the end, and of what the tools answered', () => {
    const rounds = [
      { reasoning: 'Hm.', content: 'Let me look.', toolCalls: [weather, { name: 'nap', result: 'zzz', id: 'c2' }] },
      { reasoning: ['So', '!'], content: 'Sunny.' },
    ]
    const { chunks, answer } = played({ rounds, usage, artifacts: [{ filename: 'map.png' }] })
    expect(chunks).toEqual([
      { reasoning_content: 'Hm.' },
      { content: 'Let me look.' },
      [{ tool_calls: [{ function: { arguments: '{"city":"Oslo"}', name: 'get_weather' }, id: 'c1' }] }, 'tool_calls'],
      { content: '{"sky":"clear"}', role: 'tool', tool_call_id: 'c1' },
      [{ tool_calls: [{ function: { arguments: '{}', name: 'nap' }, id: 'c2' }] }, 'tool_calls'],
      { content: 'zzz', role: 'tool', tool_call_id: 'c2' },
      { reasoning_content: 'So' },
      { reasoning_content: '!' },
      { content: 'Sunny.' },
      { usage: { completion_tokens: 7, tokens_per_second: 41.5, unclosed_reasoning: true } },
      [{}, 'stop'],
    ])
    expect(answer).toBe(
      success(
        'stop',
        'Sunny.',
        ',"shared_artifacts":[{"filename":"map.png"}],"tool_calls_executed":[{"name":"get_weather","tool_call_id":"c1"},' +
          '{"name":"nap","tool_call_id":"c2"}],"usage":{"completion_tokens":7,"tokens_per_second":41.5,"unclosed_reasoning":true}',
      ),
    )
  })

  it('gives tools fresh ids, the same in both chunks and in the answer', () => {
    const script = { toolCalls: [{ name: 'nap' }], rounds: [{ content: 'Done.' }] }
    const { chunks, answer } = played(script)
    const [[call], result] = chunks as [[{ tool_calls: [{ id: string }] }], { tool_call_id: string; content: string }]
    expect(call.tool_calls[0].id).toMatch(/^call_[0-9A-F]{24}$/)
    expect(result).toMatchObject({ tool_call_id: call.tool_calls[0].id, content: '{"ok":true,"result":null}' })
    expect(answer).toContain('"tool_calls_executed":[{"name":"nap","tool_call_id":"CALL"}]')
  })

  it('estimates the tokens that a script leaves out', () => {
    const { chunks } = played({ content: 'abcdefgh', usage: {} })
    expect(chunks).toContainEqual({
      usage: { completion_tokens: 2, tokens_per_second: 0, unclosed_reasoning: false },
    })
  })

  it('without on_chunk sends none, and answers the same', () => {
    const inference = makeInference()
    const script = { content: ['a', 'b'], usage }
    const silent = call('complete_stream', chat, { hasChunkCallback: false })
    const { steps, answer } = play(answerOf(inference, 'complete_stream', script, silent))
    expect(steps).toEqual([])
    expect(withoutIds(answer)).toBe(withoutIds(play(answerOf(inference, 'complete_stream', script)).answer))
  })

  it('waits between two chunks, and not before the first', () => {
    const script = { toolCalls: [weather], rounds: [{ content: 'a' }], wait: 20 }
    const { steps } = play(answerOf(makeInference(), 'complete_stream', script))
    expect(steps.map((step) => ('wait' in step ? step.wait : 'chunk'))).toEqual([
      'chunk',
      20,
      'chunk',
      20,
      'chunk',
      20,
      'chunk',
    ])
  })

  it('answers inference_error when nobody prepared an answer, and sends no chunk', () => {
    expect(makeInference().simulators.complete_stream.answer(call('complete_stream', chat))).toBe(
      '{"error":"inference_error","message":"no answer was prepared: ' +
        `host.on.complete_stream.reply({ content: 'It is sunny.' })"}`,
    )
  })

  it('takes what already is an answer of the app, without chunks', () => {
    expect(answerOf(makeInference(), 'complete_stream', { choices: [] })).toBe('{"choices":[]}')
  })
})

const said = { toolCalls: [weather], rounds: [{ content: 'It is' }] }
const deeds = '"tool_calls_executed":[{"name":"get_weather","tool_call_id":"c1"}]'
const noArtifacts = '"shared_artifacts":[]'
const start = '"id":"ID","message":"m","model":"mockhost-local-model","partial_content":"It is"'
const failed = (code: string) => ({ ...said, error: { code, message: 'm' } })

describe('a stream ends with', () => {
  it.each<[terminator: string, script: InferenceScript, answer: string]>([
    ['stop', { content: 'It is' }, success('stop', 'It is')],
    ['length', { content: 'It is', finishReason: 'length' }, success('length', 'It is')],
    ['content_filter', { content: 'It is', finishReason: 'content_filter' }, success('content_filter', 'It is')],
    ['clarify', { ...said, question: 'Which?', finishReason: 'clarify' }, success('clarify', 'Which?', `,${deeds}`)],
    [
      'cancelled',
      failed('cancelled'),
      `{"error":"cancelled",${start},${noArtifacts},"stream_id":"",${deeds},"usage":{}}`,
    ],
    [
      'max_iterations',
      failed('max_iterations_reached'),
      `{"error":"max_iterations_reached",${start},${noArtifacts},${deeds}}`,
    ],
    [
      'context_overflow',
      failed('context_overflow'),
      `{"error":"context_overflow","message":"m",${noArtifacts},${deeds}}`,
    ],
    [
      'empty_response',
      failed('empty_tool_task_completion'),
      `{"error":"empty_tool_task_completion","message":"m",${noArtifacts},${deeds}}`,
    ],
    ['length', failed('output_token_limit'), `{"error":"output_token_limit","message":"m",${noArtifacts},${deeds}}`],
  ])('%s, and answers what belongs to it', (terminator, script, answer) => {
    const result = played(script)
    expect(result.chunks.at(-1)).toEqual([{}, terminator])
    expect(result.answer).toBe(answer)
  })

  it('the question in a chunk, when the model asks one', () => {
    expect(played({ content: 'Hm.', question: 'Which?' }).chunks).toEqual([
      { content: 'Hm.' },
      { content: 'Which?' },
      [{}, 'clarify'],
    ])
  })

  it.each(['inference_error', 'host_timeout', 'constructor'])('no terminator after %s: the engine threw', (code) => {
    expect(played({ content: 'It is', error: { code, message: 'm' } })).toEqual({
      chunks: [{ content: 'It is' }],
      answer: `{"error":"${code}","message":"m"}`,
    })
  })
})

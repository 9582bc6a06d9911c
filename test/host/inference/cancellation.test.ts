import { describe, expect, it } from 'vitest'
import type { Inference } from '../../../src/host/inference/inference.js'
import type { Stream } from '../../../src/host/simulation/contract.js'
import { answerOf, call, makeInference, play, withoutIds } from './make-inference.js'

const pieces = { content: ['It ', 'is ', 'sunny.'] }

const cancel = ({ simulators }: Inference, streamId: string | null, pluginId = 'com.acme.bot') =>
  simulators.complete_cancel.answer(call('complete_cancel', streamId, { pluginId }))

const start = (inference: Inference, streamId: unknown, script: object = pieces, hasChunkCallback = true) => {
  const request = JSON.stringify({ model: 'foundation', messages: [], stream_id: streamId })
  return answerOf(inference, 'complete_stream', script, call('complete_stream', request, { hasChunkCallback }))
}

const isCancelled = (answer: string) => JSON.parse(answer).error === 'cancelled'

describe('complete_cancel', () => {
  it('ends the stream at its next piece, with what there was so far', () => {
    const inference = makeInference()
    const { steps, answer } = play(start(inference, 's1'), () => cancel(inference, 's1'))
    expect(steps.map((step) => ('chunk' in step ? JSON.parse(step.chunk).choices[0] : step))).toEqual([
      { delta: { content: 'It ' }, index: 0 },
      { delta: {}, finish_reason: 'cancelled', index: 0 },
    ])
    expect(withoutIds(answer)).toBe(
      '{"error":"cancelled","id":"ID","message":"the plugin cancelled the stream","model":"foundation","partial_content":"It ",' +
        '"shared_artifacts":[],"stream_id":"s1","tool_calls_executed":[],"usage":{}}',
    )
  })

  it('answers nothing', () => {
    expect(cancel(makeInference(), 's1')).toBeNull()
  })

  it.each([
    ['s1', '  s1\n'],
    [' s1 ', 's1'],
  ])('trims the ids: it ends stream %j by %j', (streamId, given) => {
    const inference = makeInference()
    const { answer } = play(start(inference, streamId), () => cancel(inference, given))
    expect(JSON.parse(answer)).toMatchObject({ error: 'cancelled', stream_id: 's1' })
  })

  it.each([
    ['', ''],
    ['  ', '  '],
    [undefined, ''],
    [5, '5'],
    ['s1', 's2'],
    ['s1', 'S1'],
    ['s1', null],
  ])('does not end stream %j by %j', (streamId, given) => {
    const inference = makeInference()
    expect(isCancelled(play(start(inference, streamId), () => cancel(inference, given)).answer)).toBe(false)
  })

  it('is lost when it comes before the stream', () => {
    const inference = makeInference()
    cancel(inference, 's1')
    expect(isCancelled(play(start(inference, 's1')).answer)).toBe(false)
  })

  it('is forgotten when the stream has ended', () => {
    const inference = makeInference()
    play(start(inference, 's1'), () => cancel(inference, 's1'))
    const running = start(inference, 's1') as Stream
    expect(isCancelled(play(running).answer)).toBe(false)
  })

  it('is forgotten when nobody reads the stream to its end', () => {
    const inference = makeInference()
    const abandoned = start(inference, 's1') as Stream
    const other = start(inference, 's1') as Stream
    abandoned.next()
    other.next()
    cancel(inference, 's1')
    abandoned.return?.()
    expect(isCancelled(play(other).answer)).toBe(false)
  })

  it('leaves the streams of other plugins alone', () => {
    const inference = makeInference()
    const { answer } = play(start(inference, 's1'), () => cancel(inference, 's1', 'com.acme.other'))
    expect(isCancelled(answer)).toBe(false)
  })

  it('is noticed between two rounds, after the tools of the first', () => {
    const inference = makeInference()
    const nap = (id: string) => ({ toolCalls: [{ name: 'nap', id }] })
    const script = { rounds: [nap('c1'), nap('c2'), { content: 'Done.' }] }
    const { steps, answer } = play(start(inference, 's1', script), () => cancel(inference, 's1'))
    expect(steps).toHaveLength(3)
    expect(JSON.parse(answer)).toMatchObject({
      partial_content: '',
      tool_calls_executed: [{ name: 'nap', tool_call_id: 'c1' }],
    })
  })

  it('comes too late after the last piece', () => {
    const inference = makeInference()
    const { answer } = play(start(inference, 's1', { content: 'Sunny.' }), () => cancel(inference, 's1'))
    expect(isCancelled(answer)).toBe(false)
  })

  it('is noticed before the tokens are counted', () => {
    const inference = makeInference()
    const script = { content: 'Sunny.', usage: { completionTokens: 2 } }
    const { answer } = play(start(inference, 's1', script), () => cancel(inference, 's1'))
    expect(JSON.parse(answer)).toMatchObject({ error: 'cancelled', usage: {} })
  })

  it('is noticed after a pause, without on_chunk too', () => {
    const inference = makeInference()
    const stream = start(inference, 's1', { ...pieces, wait: 5 }, false) as Stream
    expect(stream.next()).toEqual({ done: false, value: { wait: 5 } })
    cancel(inference, 's1')
    const { answer } = play(stream)
    expect(JSON.parse(answer)).toMatchObject({ error: 'cancelled', partial_content: 'It ' })
  })
})

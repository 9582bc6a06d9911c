import { describe, expect, it } from 'vitest'
import type { MockHost, Plugin } from '../../../src/index.js'
import { loadChatter } from '../../plugin/load-fixture.js'
import { installHost } from '../install-host.js'
import { withoutIds } from './make-inference.js'

interface Seen {
  readonly answer: string
  readonly chunks: number
  readonly with_agent: number
}

const request = '{"model":"foundation","messages":[],"stream_id":"s1"}'

/** A stream as the fixture saw it: it logs each chunk, and hands its counters on by user_data. */
async function stream(plugin: Plugin, args: object = {}): Promise<Seen> {
  const result = await plugin.invoke(
    'stream',
    { request, ...args },
    { agentId: '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11' },
  )
  if (!result.ok) throw new Error(result.raw)
  return result.result as Seen
}

const chunksOf = (host: MockHost) =>
  host.logs.messages.filter((message) => message.startsWith('chunk ')).map((message) => withoutIds(message.slice(6)))

describe('a plugin that streams', () => {
  it('gets its chunks one after the other, with its user_data and without an agent, and then the answer', async () => {
    const { host, plugin } = await loadChatter()
    host.on.complete_stream.reply({ content: ['It is ', 'sunny.'] })
    const { answer, chunks, with_agent: withAgent } = await stream(plugin)
    expect({ chunks, withAgent }).toEqual({ chunks: 3, withAgent: 0 })
    expect(chunksOf(host)).toEqual([
      '{"choices":[{"delta":{"content":"It is "},"index":0}],"id":"ID"}',
      '{"choices":[{"delta":{"content":"sunny."},"index":0}],"id":"ID"}',
      '{"choices":[{"delta":{},"finish_reason":"stop","index":0}],"id":"ID"}',
    ])
    expect(withoutIds(answer)).toBe(
      '{"choices":[{"finish_reason":"stop","index":0,"message":{"content":"It is sunny.","role":"assistant"}}],"id":"ID","model":"foundation"}',
    )
    expect(host.completions.requests).toEqual([{ model: 'foundation', messages: [], stream_id: 's1' }])
  })

  it('cancels from on_chunk', async () => {
    const { host, plugin } = await loadChatter()
    host.on.complete_stream.reply({ content: ['a', 'b', 'c', 'd'] })
    const { answer, chunks } = await stream(plugin, { stream_id: ' s1 ', cancel_after: 2 })
    expect(chunks).toBe(3)
    expect(JSON.parse(answer)).toMatchObject({ error: 'cancelled', partial_content: 'ab', stream_id: 's1' })
  })

  it('gets chunks in a synchronous call too', async () => {
    const { host, plugin } = await loadChatter()
    host.on.complete_stream.reply({ content: ['a', 'b'] })
    expect(plugin.invokeSync('stream', { request })).toMatchObject({ ok: true, result: { chunks: 3 } })
    expect(chunksOf(host)).toHaveLength(3)
  })

  it('waits for chunks on the clock of the host', async () => {
    const { host, plugin } = await loadChatter()
    host.on.complete_stream.reply({ content: ['a', 'b'], wait: 3_600_000 })
    const running = stream(plugin)
    // Each pause begins when the callback of the chunk before it has returned, which no log can tell.
    await host.until(() => {
      host.clock.advance(3_600_000)
      return chunksOf(host).length === 3
    })
    expect(await running).toMatchObject({ chunks: 3 })
  })

  it('is told that nobody prepared an answer, without a chunk', async () => {
    const { plugin } = await loadChatter()
    expect(await stream(plugin)).toMatchObject({ answer: expect.stringContaining('inference_error'), chunks: 0 })
  })

  it('is busy when two inferences are in progress', async () => {
    const { host, plugin } = await loadChatter({ profile: 'production' })
    let open = () => {}
    const gate = new Promise<object>((resolve) => {
      open = () => resolve({ content: 'at last' })
    })
    host.on.complete_stream.replyWith(() => gate)
    const running = [stream(plugin), stream(plugin)]
    await host.until(() => host.completions.length === 2)
    const { answer } = await stream(plugin)
    expect(JSON.parse(answer)).toMatchObject({ error: 'plugin_busy', max_inflight: 2 })
    open()
    expect(await Promise.all(running)).toMatchObject([{ chunks: 2 }, { chunks: 2 }])
    host.on.complete_stream.reply({ content: 'free' })
    expect(JSON.parse((await stream(plugin)).answer)).toMatchObject({ model: 'foundation' })
  })
})

describe('a host', () => {
  it('answers models and embeddings by itself', () => {
    const host = installHost()
    host.models.add('qwen3-4b')
    expect(JSON.parse(host.api.listModels() ?? '')).toMatchObject({
      models: [{ id: 'foundation' }, { id: 'qwen3-4b' }, { id: 'potion-base-4M' }],
    })
    expect(JSON.parse(host.api.embed('{"input":"Oslo"}') ?? '')).toMatchObject({ data: [{ dimensions: 128 }] })
    expect(host.embeddings.requests).toEqual([{ input: 'Oslo' }])
  })

  it('answers scripts, errors and functions', () => {
    const host = installHost()
    const complete = () => JSON.parse(host.api.complete('{"model":"","messages":[]}') ?? '')
    host.on.complete.reply({ content: 'Sunny.' })
    expect(complete()).toMatchObject({ choices: [{ message: { content: 'Sunny.' } }], model: 'mockhost-agent-model' })
    host.on.complete.fail('context_overflow', 'too long')
    expect(complete()).toMatchObject({ error: 'context_overflow', tool_calls_executed: [] })
    host.on.complete.replyWith(() => ({ content: 'Rainy.' }))
    expect(complete()).toMatchObject({ choices: [{ message: { content: 'Rainy.' } }] })
  })

  it('answers invalid_request before what was prepared, under the rules of the real host', () => {
    const host = installHost({ profile: 'production' })
    host.on.complete.reply({ content: 'Sunny.' })
    expect(JSON.parse(host.api.complete('{"messages":[]}') ?? '')).toMatchObject({ error: 'invalid_request' })
    expect(JSON.parse(host.api.complete('{"model":"","messages":[]}') ?? '')).toHaveProperty('choices')
  })
})

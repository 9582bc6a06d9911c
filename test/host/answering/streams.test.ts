import { describe, expect, it } from 'vitest'
import type { Stream, StreamStep } from '../../../src/host/simulation/contract.js'
import { loadChatter } from '../../plugin/load-fixture.js'
import { installHost } from '../install-host.js'
import { violationsOf } from '../violations-of.js'

function* stream(steps: readonly StreamStep[], answer: string): Generator<StreamStep, string> {
  yield* steps
  return answer
}

const chunks = ['one', 'two', 'three'].map((chunk) => ({ chunk }))

/** Lets complete_stream answer by a stream, as a simulator does. */
function answerWith(make: () => Stream): (host: ReturnType<typeof installHost>) => void {
  return (host) => host.on.complete_stream.replyWith(make)
}

describe('a stream', () => {
  it('has on_chunk called in order, on another thread, in frames without an agent, before the slot returns', async () => {
    const { host, plugin } = await loadChatter()
    answerWith(() => stream(chunks, 'all'))(host)
    const result = await plugin.invoke('stream', {}, { agentId: 'A' })
    expect(result).toMatchObject({ ok: true, result: { answer: 'all', chunks: 3, with_agent: 0 } })
    const logs = host.logs.entries.filter(({ message }) => message.startsWith('chunk '))
    expect(logs.map(({ message }) => message)).toEqual(['chunk one', 'chunk two', 'chunk three'])
    const [asked] = host.calls.to('complete_stream')
    for (const { call } of logs) {
      expect(call).toMatchObject({ role: 'install', agentId: null, frame: { kind: 'on_chunk' } })
      expect(call.thread.id).not.toBe(asked?.thread.id)
    }
  })

  it('comes through in invokeSync as well, and from threads of the plugin', async () => {
    const { host, plugin } = await loadChatter()
    answerWith(() => stream(chunks, 'all'))(host)
    expect(plugin.invokeSync('stream', {})).toMatchObject({ ok: true, result: { answer: 'all', chunks: 3 } })
    const call = { slot: 'complete_stream', args: ['{}'], thread: 'worker' }
    expect(await plugin.invoke('call', call)).toMatchObject({ ok: true })
    expect(plugin.invokeSync('call', call)).toMatchObject({ ok: true })
    expect(host.calls.to('complete_stream').map(({ answer }) => answer)).toEqual(['all', 'all', 'all'])
  })

  it('passes over chunks where nobody takes them', () => {
    const host = installHost()
    answerWith(() => stream(chunks, 'all'))(host)
    expect(host.api.completeStream('{}')).toBe('all')
  })

  it('pauses on the clock of the host', async () => {
    const { host, plugin } = await loadChatter()
    let isPausing = false
    function* pausing(): Generator<StreamStep, string> {
      yield { chunk: 'one' }
      isPausing = true
      yield { wait: 60_000 }
      yield { chunk: 'two' }
      return 'all'
    }
    answerWith(pausing)(host)
    const result = plugin.invoke('stream', {})
    await host.until(() => isPausing)
    host.clock.advance(30_000)
    expect(host.logs.messages.filter((message) => message.startsWith('chunk'))).toEqual(['chunk one'])
    host.clock.advance(30_000)
    expect(await result).toMatchObject({ ok: true, result: { answer: 'all', chunks: 2 } })
  })

  it('is let go when it pauses in a synchronous call', async () => {
    const { host, plugin } = await loadChatter()
    let hasCleanedUp = false
    function* pausing(): Generator<StreamStep, string> {
      try {
        yield { wait: 1 }
        return 'never'
      } finally {
        hasCleanedUp = true
      }
    }
    answerWith(pausing)(host)
    expect(JSON.stringify(plugin.invokeSync('stream', {}))).toContain('pauses between chunks in a synchronous call')
    expect(violationsOf(host, 'ASYNC_ANSWER_IN_SYNC_CALL')).toMatchObject([{ rule: 'ASYNC_ANSWER_IN_SYNC_CALL' }])
    expect(hasCleanedUp).toBe(true)
  })

  it('that throws is a responder that failed', async () => {
    const { host, plugin } = await loadChatter()
    function* failing(): Generator<StreamStep, string> {
      yield { chunk: 'one' }
      throw new Error('in the middle')
    }
    answerWith(failing)(host)
    expect(JSON.stringify(await plugin.invoke('stream', {}))).toContain('in the middle')
    expect(violationsOf(host, 'RESPONDER_FAILED')).toMatchObject([
      { rule: 'RESPONDER_FAILED', slot: 'complete_stream' },
    ])
    host.reset()
  })

  it('runs beside others, each thread with its own chunks in order', async () => {
    const { host, plugin } = await loadChatter()
    host.on.complete_stream.replyWith((request) =>
      stream(
        Array.from({ length: 20 }, (_, index) => ({ chunk: `${request} ${index}` })),
        request,
      ),
    )
    const ids = Array.from({ length: 8 }, (_, index) => `{"id":${index}}`)
    const results = await Promise.all(ids.map((request) => plugin.invoke('stream', { request })))
    expect(results.map((result) => result.ok && result.result)).toEqual(
      ids.map((answer) => ({ answer, chunks: 20, with_agent: 0 })),
    )
    for (const id of ids) {
      const own = host.logs.messages.filter((message) => message.startsWith(`chunk ${id}`))
      expect(own).toEqual(Array.from({ length: 20 }, (_, index) => `chunk ${id} ${index}`))
    }
  })
})

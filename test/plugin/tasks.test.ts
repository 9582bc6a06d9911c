import { describe, expect, it } from 'vitest'
import type { MockHost } from '../../src/index.js'
import { violationsOf } from '../host/violations-of.js'
import { loadChatter } from './load-fixture.js'

const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
const request = { prompt: 'Water the plants', title: 'Plants' }

/** The events as the plugin logs them: number, payload, agent. */
function eventsOf(host: MockHost): readonly unknown[] {
  return host.logs.entries.flatMap(({ message, payload, call }) => {
    const [, number] = /^task \S+ (\d)$/.exec(message) ?? []
    return number === undefined ? [] : [[Number(number), JSON.parse(payload ?? ''), call.agentId]]
  })
}

describe('a task that the plugin dispatches', () => {
  it('is carried out by the test, and tells the plugin of each step, for the agent of the call', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('dispatch', request, { agentId: ADA })
    const task = host.tasks.last
    expect(task).toMatchObject({ title: 'Plants', prompt: 'Water the plants', status: 'running', agentId: ADA })
    await task.activity('search')
    await task.complete({ output: 'done' })
    expect(eventsOf(host)).toEqual([
      [0, { status: 'running', title: 'Plants' }, ADA],
      [1, { detail: 'search', kind: 'tool', timestamp: expect.any(String), title: 'Tool' }, ADA],
      [4, expect.objectContaining({ success: true, output: 'done', title: 'Plants' }), ADA],
    ])
    for (const { call } of host.logs.entries.filter(({ message }) => message.startsWith('task '))) {
      expect(call.frame?.kind).toBe('on_task_event')
    }
  })

  it('says STARTED only when dispatch has returned', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('dispatch', request)
    await host.tasks.settle()
    const [dispatched] = host.calls.to('dispatch')
    const [started] = host.logs.entries.filter(({ message }) => message.startsWith('task '))
    expect(started?.call.at).toBeGreaterThan((dispatched?.at ?? 0) + (dispatched?.duration ?? 0))
  })

  it('in invokeSync is there at once; its events come when the event loop is free', async () => {
    const { host, plugin } = await loadChatter()
    expect(plugin.invokeSync('dispatch', request)).toMatchObject({ ok: true })
    expect(host.tasks.all).toHaveLength(1)
    expect(eventsOf(host)).toEqual([])
    await host.tasks.settle()
    expect(eventsOf(host)).toHaveLength(1)
  })

  describe('from a thread of its own', () => {
    const call = { slot: 'dispatch', args: [JSON.stringify(request)], thread: 'worker' }

    it('has no agent: a violation', async () => {
      const { host, plugin } = await loadChatter()
      await plugin.invoke('call', call, { agentId: ADA })
      expect(host.tasks.last.agentId).toBeNull()
      expect(violationsOf(host, 'DISPATCH_WITHOUT_AGENT')).toHaveLength(1)
    })

    it('is not taken under the rules of the real host', async () => {
      const { host, plugin } = await loadChatter({ profile: 'production' })
      await plugin.invoke('call', call, { agentId: ADA })
      expect(host.calls.to('dispatch')[0]?.answer).toContain('built_in_agent_not_exposable')
      expect(host.tasks.all).toEqual([])
    })
  })

  it('is controlled by the plugin through its slots', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('dispatch', request)
    const { id } = host.tasks.last
    await plugin.invoke('call', { slot: 'send_draft', args: [id, '{"text":"…"}'] })
    await plugin.invoke('call', { slot: 'dispatch_cancel', args: [id.toLowerCase()] })
    await host.tasks.settle()
    expect(host.tasks.last).toMatchObject({ status: 'cancelled', draft: '{"text":"…"}' })
    expect(eventsOf(host).map((event) => (event as [number])[0])).toEqual([0, 8, 6])
  })

  it('has all its events delivered before the plugin is destroyed', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('dispatch', request)
    await plugin.destroy()
    expect(eventsOf(host)).toHaveLength(1)
    expect(host.logs.messages.at(-1)).toBe('destroy')
  })

  it('outlives a reload of the plugin, which hears of it again', async () => {
    const { host, plugin } = await loadChatter()
    await plugin.invoke('dispatch', request)
    await plugin.reload()
    await host.tasks.last.complete()
    expect(eventsOf(host).map((event) => (event as [number])[0])).toEqual([0, 4])
  })
})

import { describe, expect, it } from 'vitest'
import type { CallOptions, MockHost, Plugin } from '../../src/index.js'
import { loadChatter } from './load-fixture.js'

const agentA = '11111111-AAAA-4AAA-8AAA-AAAAAAAAAAAA'
const agentB = '22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB'

/** Every way to call the plugin with an agent. */
const calls: readonly [name: string, call: (plugin: Plugin, options?: CallOptions) => unknown][] = [
  ['invoke', (plugin, options) => plugin.invoke('log', { message: 'm' }, options)],
  ['invokeSync', (plugin, options) => plugin.invokeSync('log', { message: 'm' }, options)],
  ['invokeRaw', (plugin, options) => plugin.invokeRaw('tool', 'log', '{"message":"m"}', options)],
  ['configChanged', (plugin, options) => plugin.configChanged('key', 'value', options)],
  ['taskEvent', (plugin, options) => plugin.taskEvent('id', 'started', {}, options)],
]

async function agentOf(host: MockHost, call: unknown): Promise<string | null | undefined> {
  await call
  return host.logs.last?.call.agentId
}

describe('the agent of a call', () => {
  it.each(calls)('%s is the one in its options', async (_, call) => {
    const { host, plugin } = await loadChatter()
    host.activeAgentId = agentA
    expect(await agentOf(host, call(plugin, { agentId: agentB }))).toBe(agentB)
  })

  it.each(calls)('%s is activeAgentId of the host when the options have none', async (_, call) => {
    const { host, plugin } = await loadChatter()
    expect(await agentOf(host, call(plugin))).toBeNull()
    host.activeAgentId = agentA
    expect(await agentOf(host, call(plugin))).toBe(agentA)
    expect(await agentOf(host, call(plugin, { timeout: 1000 }))).toBe(agentA)
  })

  it.each(calls)('%s is none for null', async (_, call) => {
    const { host, plugin } = await loadChatter()
    host.activeAgentId = agentA
    expect(await agentOf(host, call(plugin, { agentId: null }))).toBeNull()
  })

  it('is what get_active_agent_id answers, verbatim', async () => {
    const { plugin } = await loadChatter()
    expect(await plugin.invoke('agent', {}, { agentId: 'lower-case id' })).toMatchObject({ result: 'lower-case id' })
    expect(await plugin.invoke('agent')).toMatchObject({ result: null })
  })

  it('is answered in upper case when it is a UUID, as the app writes it', async () => {
    const { plugin } = await loadChatter()
    const lower = agentA.toLowerCase()
    expect(await plugin.invoke('agent', {}, { agentId: lower })).toMatchObject({ result: agentA })
    const upstream = await loadChatter({ profile: 'upstream' })
    expect(await upstream.plugin.invoke('agent', {}, { agentId: lower })).toMatchObject({ result: lower })
  })

  it('is kept for the call, whatever happens to activeAgentId meanwhile', async () => {
    const { host, plugin } = await loadChatter()
    host.activeAgentId = agentA
    host.onConfigGet = () => {
      host.activeAgentId = agentB
      return null
    }
    await plugin.invoke('config_get', { key: 'key' })
    expect(host.calls.to('config_get')[0]?.agentId).toBe(agentA)
    expect(await plugin.invoke('agent')).toMatchObject({ result: agentB })
  })

  it('of two calls side by side is that of each', async () => {
    const { host, plugin } = await loadChatter()
    host.onConfigGet = () => null
    await Promise.all([
      plugin.invoke('config_get', { key: 'a' }, { agentId: agentA }),
      plugin.invoke('config_get', { key: 'b' }, { agentId: agentB }),
    ])
    const agents = Object.fromEntries(host.configReads.entries.map(({ key, call }) => [key, call.agentId]))
    expect(agents).toEqual({ a: agentA, b: agentB })
  })

  it('does not reach threads of the plugin', async () => {
    const { host, plugin } = await loadChatter()
    host.activeAgentId = agentA
    await plugin.invoke('call', { slot: 'get_active_agent_id', thread: 'behind', args: [] }, { agentId: agentB })
    expect(host.calls.to('get_active_agent_id').at(-1)).toMatchObject({
      answer: null,
      agentId: null,
      role: 'background',
    })
  })
})

describe('no agent is there', () => {
  it('in entry, init, get_manifest and destroy, also when the host has one', async () => {
    const { host, plugin } = await loadChatter()
    host.activeAgentId = agentA
    await plugin.reload()
    await plugin.destroy()
    expect(host.logs.entries.map(({ message, call }) => [message, call.agentId])).toEqual(
      ['entry', 'init', 'get_manifest', 'destroy', 'entry', 'init', 'get_manifest', 'destroy'].map((name) => [
        name,
        null,
      ]),
    )
  })

  it('in an artifact call, also when the options have one', async () => {
    const { host, plugin } = await loadChatter()
    host.activeAgentId = agentA
    await plugin.invokeRaw('artifact', 'share', '{}', { agentId: agentB })
    expect(host.logs.last).toMatchObject({ message: 'artifact', call: { agentId: null, frame: { kind: 'invoke' } } })
  })
})

describe("in profile 'upstream'", () => {
  it('activeAgentId is there in every frame of the plugin', async () => {
    const { host, plugin } = await loadChatter({ profile: 'upstream' })
    host.activeAgentId = agentA
    await plugin.reload()
    await plugin.invoke('log', { message: 'tool' })
    await plugin.destroy()
    expect(host.logs.entries.slice(3).map(({ message, call }) => [message, call.agentId])).toEqual(
      ['destroy', 'entry', 'init', 'get_manifest', 'tool', 'destroy'].map((name) => [name, agentA]),
    )
  })
})

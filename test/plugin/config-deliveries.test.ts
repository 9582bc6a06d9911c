import { describe, expect, it } from 'vitest'
import { DEFAULT_AGENT_ID } from '../../src/host/agent-id.js'
import type { MockHost, MockHostOptions, Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { loadChatter, loadFixture } from './load-fixture.js'

const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
const BOB = '22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB'
const PROBE = '__osaurus_abi_probe__'

/** What `on_config_changed` got, with the agent: chatter logs it. */
function delivered(host: MockHost): [agentId: string | null, pair: string][] {
  return host.logs.entries
    .filter(({ message }) => message.startsWith('config '))
    .map(({ message, call }) => [call.agentId, message.slice('config '.length)])
}

async function load(options?: MockHostOptions): Promise<{ host: MockHost; plugin: Plugin }> {
  const loaded = await loadChatter(options)
  loaded.host.reset()
  return loaded
}

describe('a change of config', () => {
  it('is delivered to on_config_changed for its agent', async () => {
    const { host } = await load()
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    expect(delivered(host)).toEqual([[ADA, 'bot_token=T1']])
    expect(host.config.get('echo:bot_token', { agentId: ADA })).toBe('T1')
  })

  it('is not delivered again while it is what was delivered last', async () => {
    const { host } = await load()
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    await host.config.set('bot_token', 'T1', { agentId: BOB })
    await host.config.set('bot_token', 'T2', { agentId: ADA })
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    expect(delivered(host)).toEqual([
      [ADA, 'bot_token=T1'],
      [BOB, 'bot_token=T1'],
      [ADA, 'bot_token=T2'],
      [ADA, 'bot_token=T1'],
    ])
  })

  it('of the plugin itself is not delivered, and does not count as delivered', async () => {
    const { host, plugin } = await load()
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    await plugin.invoke('config_set', { key: 'bot_token', value: 'T2' }, { agentId: ADA })
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    expect(delivered(host)).toEqual([[ADA, 'bot_token=T1']])
  })

  it('that clears a value is delivered as an empty text', async () => {
    const { host } = await load()
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    await host.config.delete('bot_token', { agentId: ADA })
    expect(delivered(host).at(-1)).toEqual([ADA, 'bot_token='])
    expect(host.config.get('bot_token', { agentId: ADA })).toBeUndefined()
  })

  it('waits its turn, in order, and never overlaps another one', async () => {
    const { host } = await load()
    const values = Array.from({ length: 20 }, (_, index) => `T${index}`)
    await Promise.all(values.map((value) => host.config.set('bot_token', value, { agentId: ADA })))
    expect(delivered(host)).toEqual(values.map((value) => [ADA, `bot_token=${value}`]))
    const frames = host.calls.entries.map(({ frame }) => frame?.id)
    expect(frames).toEqual([...frames].sort((one, other) => (one ?? 0) - (other ?? 0)))
  })

  it('is only stored when the plugin does not listen', async () => {
    const host = installHost()
    await loadFixture(host, 'no_callbacks')
    await host.config.set('key', 'value', { agentId: ADA })
    expect(host.config.get('key', { agentId: ADA })).toBe('value')
  })

  it('is only stored once the plugin is destroyed', async () => {
    const { host, plugin } = await load()
    await plugin.destroy()
    await host.config.set('key', 'value', { agentId: ADA })
    expect(delivered(host)).toEqual([])
  })
})

describe('the queue', () => {
  it('begins with what the plugin gets upon loading, whatever comes meanwhile', async () => {
    const host = installHost()
    await host.agents.add(ADA)
    await host.config.set('bot_token', 'stored', { agentId: ADA })
    const loading = loadFixture(host, 'chatter')
    let later: Promise<void> | undefined
    host.onConfigGet = () => null
    while (later === undefined) {
      await new Promise((resolve) => setImmediate(resolve))
      if (delivered(host).length > 0) later = host.config.set('bot_token', 'later', { agentId: ADA })
    }
    await Promise.all([loading, later])
    expect(delivered(host)).toEqual([
      [ADA, 'bot_token=stored'],
      [ADA, 'bot_token=later'],
    ])
  })

  it('is emptied before the plugin is destroyed', async () => {
    const { host, plugin } = await load()
    const sets = ['T1', 'T2', 'T3'].map((value) => host.config.set('bot_token', value, { agentId: ADA }))
    await Promise.all([...sets, plugin.destroy()])
    expect(delivered(host)).toHaveLength(3)
    expect(host.logs.messages.at(-1)).toBe('destroy')
  })

  it('starts anew upon a reload, over the same config', async () => {
    const { host, plugin } = await load()
    await host.agents.add(ADA)
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    await plugin.reload()
    expect(delivered(host)).toEqual([
      [ADA, 'bot_token=T1'],
      [ADA, 'bot_token=T1'],
    ])
  })
})

describe('agents', () => {
  it('get the declared fields that have a value, when the plugin is loaded', async () => {
    const host = installHost()
    await host.agents.add(ADA)
    await host.agents.add(BOB)
    await host.config.set('bot_token', 'common')
    await host.config.set('bot_token', 'hers', { agentId: ADA })
    await host.config.set('undeclared', 'value', { agentId: ADA })
    await loadFixture(host, 'chatter')
    expect(delivered(host)).toEqual([
      [ADA, 'bot_token=hers'],
      [BOB, 'bot_token=common'],
    ])
  })

  it('get them when they are added, and again when they reconnect', async () => {
    const { host } = await load()
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    await host.agents.add(ADA)
    expect(delivered(host)).toEqual([[ADA, 'bot_token=T1']])
    await host.agents.reconnect(ADA)
    expect(delivered(host)).toEqual([
      [ADA, 'bot_token=T1'],
      [ADA, 'bot_token=T1'],
    ])
  })

  it('lose the tunnel, then their config, when they are removed', async () => {
    const { host } = await load()
    await host.agents.add(ADA)
    await host.tunnel.up('https://ada.example')
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    host.reset()
    const removal = host.agents.remove(ADA)
    expect(host.config.get('bot_token', { agentId: ADA })).toBe('T1')
    await removal
    expect(delivered(host)).toEqual([[ADA, 'tunnel_url=']])
    expect(host.config.values).toEqual([])
    expect(host.agents.ids).toEqual([])
  })
})

describe('the tunnel', () => {
  it('is delivered to plugins with routes, up and down, and can be read', async () => {
    const { host, plugin } = await load()
    await host.agents.add(ADA)
    await host.tunnel.up('https://one.example')
    expect(await plugin.invoke('config_get', { key: 'tunnel_url' }, { agentId: ADA })).toMatchObject({ ok: true })
    expect(host.configReads.last?.value).toBe('https://one.example')
    await host.tunnel.down()
    expect(delivered(host)).toEqual([
      [ADA, 'tunnel_url=https://one.example'],
      [ADA, 'tunnel_url='],
    ])
    expect(host.tunnel.url).toBeNull()
  })

  it('that is up already is delivered upon loading', async () => {
    const host = installHost()
    await host.agents.add(ADA)
    await host.tunnel.up('https://one.example')
    await loadFixture(host, 'chatter')
    expect(delivered(host)).toEqual([[ADA, 'tunnel_url=https://one.example']])
  })
})

describe('the probe', () => {
  const probes = (host: MockHost) => delivered(host).filter(([, pair]) => pair.startsWith(PROBE))

  it("is sent first, once, with a fresh UUID, under the profile 'production'", async () => {
    const host = installHost({ profile: 'production' })
    await host.agents.add(ADA)
    await host.config.set('bot_token', 'T1', { agentId: ADA })
    const plugin = await loadFixture(host, 'chatter')
    expect(delivered(host)).toEqual([
      [ADA, expect.stringMatching(new RegExp(`^${PROBE}=[0-9A-F-]{36}$`))],
      [ADA, 'bot_token=T1'],
    ])
    await plugin.reload()
    const [first, second] = probes(host)
    expect(second).toBeDefined()
    expect(second).not.toEqual(first)
  })

  it('is sent for the Default agent when there is no other', async () => {
    const { host } = await loadChatter({}, { probe: true })
    expect(probes(host)).toEqual([[DEFAULT_AGENT_ID, expect.any(String)]])
  })

  it('is not sent otherwise, nor where it is switched off', async () => {
    expect(probes((await loadChatter()).host)).toEqual([])
    expect(probes((await loadChatter({ profile: 'production' }, { probe: false })).host)).toEqual([])
  })

  it('is not sent to a plugin that does not listen', async () => {
    const host = installHost({ profile: 'production' })
    await loadFixture(host, 'no_callbacks')
    await loadFixture(host, 'plain_v1')
  })
})

import { describe, expect, it } from 'vitest'
import { DEFAULT_AGENT_ID } from '../../src/host/agent-id.js'
import { installHost } from './install-host.js'
import { violationsOf } from './violations-of.js'

const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
const BOB = '22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB'

describe('config_get', () => {
  it('finds what config_set wrote for the same agent', () => {
    const host = installHost()
    host.activeAgentId = ADA
    host.api.configSet('token', 'T1')
    expect(host.api.configGet('token')).toBe('T1')
    host.activeAgentId = BOB
    expect(host.api.configGet('token')).toBeNull()
    host.activeAgentId = ADA
    host.api.configDelete('token')
    expect(host.api.configGet('token')).toBeNull()
  })

  it("falls back to the Default agent's value", async () => {
    const host = installHost()
    await host.config.set('region', 'eu')
    host.activeAgentId = ADA
    expect(host.api.configGet('region')).toBe('eu')
    await host.config.set('region', 'us', { agentId: ADA })
    expect(host.api.configGet('region')).toBe('us')
    host.api.configDelete('region')
    expect(host.api.configGet('region')).toBe('eu')
  })

  it('asks onConfigGet alone once it is assigned', async () => {
    const host = installHost()
    host.activeAgentId = ADA
    await host.config.set('token', 'stored', { agentId: ADA })
    host.onConfigGet = (key) => (key === 'token' ? 'assigned' : null)
    expect(host.api.configGet('token')).toBe('assigned')
    expect(host.api.configGet('other')).toBeNull()
  })

  it('takes an agent id for the same in upper and in lower case', () => {
    const host = installHost()
    host.activeAgentId = ADA.toLowerCase()
    host.api.configSet('token', 'T1')
    host.activeAgentId = ADA
    expect(host.api.configGet('token')).toBe('T1')
    expect(host.calls.last?.agentId).toBe(ADA)
  })

  it('keeps what the store has through a reset', () => {
    const host = installHost()
    host.activeAgentId = ADA
    host.api.configSet('token', 'T1')
    host.reset()
    expect(host.api.configGet('token')).toBe('T1')
  })

  it.each(['', 'grüße', 'x'.repeat(100_000)])('answers a text as it was written', (value) => {
    const host = installHost()
    host.activeAgentId = ADA
    host.api.configSet('key', value)
    expect(host.api.configGet('key')).toBe(value)
    expect(host.config.get('key')).toBe(value)
  })
})

describe("the profile 'production'", () => {
  it.each([null, DEFAULT_AGENT_ID])('loses what is written for the agent %s, and reads NULL', async (agentId) => {
    const host = installHost({ profile: 'production' })
    await host.config.set('region', 'eu')
    host.activeAgentId = agentId
    host.api.configSet('token', 'T1')
    host.api.configDelete('region')
    expect(host.api.configGet('region')).toBeNull()
    expect(host.calls.entries.map(({ refused }) => refused)).toEqual([
      'CONFIG_WITHOUT_AGENT',
      'CONFIG_WITHOUT_AGENT',
      undefined,
    ])
    expect(host.configWrites.length).toBe(0)
    expect(host.config.values).toMatchObject([{ agentId: DEFAULT_AGENT_ID, key: 'region', value: 'eu' }])
  })

  it('loses a value above 1 MiB, in bytes', () => {
    const host = installHost({ profile: 'production' })
    host.activeAgentId = ADA
    host.api.configSet('large', 'ü'.repeat(2 ** 19))
    expect(host.calls.last?.refused).toBeUndefined()
    host.api.configSet('large', `${'ü'.repeat(2 ** 19)}.`)
    expect(host.calls.last?.refused).toBe('CONFIG_VALUE_TOO_LARGE')
    expect(host.config.get('large')).toBe('ü'.repeat(2 ** 19))
  })
})

describe("the profile 'full'", () => {
  it('keeps what is written without an agent, apart from what agents have', () => {
    const host = installHost()
    host.api.configSet('token', 'T1')
    expect(host.api.configGet('token')).toBe('T1')
    expect(host.config.values).toEqual([{ pluginId: null, agentId: null, key: 'token', value: 'T1' }])
    host.activeAgentId = ADA
    expect(host.api.configGet('token')).toBeNull()
  })
})

describe('host.config', () => {
  it('means activeAgentId, else the Default agent, when no agent is named', async () => {
    const host = installHost()
    await host.config.set('a', '1')
    host.activeAgentId = ADA
    await host.config.set('b', '2')
    expect([...host.config].map(({ agentId, key }) => [agentId, key])).toEqual([
      [DEFAULT_AGENT_ID, 'a'],
      [ADA, 'b'],
    ])
    expect(host.config.get('a')).toBe('1')
    expect(host.config.get('b', { agentId: BOB })).toBeUndefined()
  })

  it('forgets what is deleted', async () => {
    const host = installHost()
    await host.config.set('a', '1')
    await host.config.delete('a')
    expect(host.config.values).toEqual([])
  })

  it('can be filled before the host is installed', async () => {
    const host = installHost()
    host.uninstall()
    await host.config.set('a', '1', { agentId: ADA })
    host.hostAPIPointer()
    host.activeAgentId = ADA
    expect(host.api.configGet('a')).toBe('1')
  })
})

describe('the limit configValueBytes', () => {
  it('holds in place of 1 MiB, in what is kept and in what is a violation', () => {
    const host = installHost({ profile: 'production', limits: { configValueBytes: 4 } })
    host.activeAgentId = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
    host.api.configSet('short', 'four')
    host.api.configSet('long', 'fünf!')
    expect([host.api.configGet('short'), host.api.configGet('long')]).toEqual(['four', null])
    expect(violationsOf(host, 'CONFIG_VALUE_TOO_LARGE')).toMatchObject([
      { message: expect.stringContaining('6 bytes, more than 4') },
    ])
  })
})

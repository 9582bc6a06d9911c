import { describe, expect, it } from 'vitest'
import { loadChatter } from './load-fixture.js'

const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'

describe('the arguments of a tool', () => {
  it("get the agent's config as _secrets, next to the model's own", async () => {
    const { host, plugin } = await loadChatter()
    await host.config.set('region', 'eu')
    await host.config.set('token', 'T1', { agentId: ADA })
    expect(await plugin.invoke('echo', { city: 'Oslo' }, { agentId: ADA })).toMatchObject({
      result: { city: 'Oslo', _secrets: { region: 'eu', token: 'T1' } },
    })
  })

  it('get no _secrets without an agent, for the Default agent, or when there are none', async () => {
    const { host, plugin } = await loadChatter()
    expect(await plugin.invoke('echo', {}, { agentId: ADA })).toMatchObject({ result: {} })
    await host.config.set('token', 'T1', { agentId: ADA })
    for (const agentId of [null, '00000000-0000-0000-0000-000000000001']) {
      const { ok, raw } = await plugin.invoke('echo', { a: 1 }, { agentId })
      expect(ok).toBe(true)
      expect(raw).not.toContain('_secrets')
    }
  })

  it('get the working directory as _context', async () => {
    const { host, plugin } = await loadChatter()
    host.workingDirectory = '/home/ada/project'
    expect(plugin.invokeSync('echo')).toMatchObject({
      result: { _context: { working_directory: '/home/ada/project' } },
    })
  })

  it('stay as they are when they are no object, in invokeRaw, and as upstream has them', async () => {
    const { host, plugin } = await loadChatter()
    host.workingDirectory = '/project'
    for (const args of [[1], null, new Date(0), { toJSON: () => [7] }]) {
      expect((await plugin.invoke('echo', args)).raw).not.toContain('_context')
    }
    expect(await plugin.invokeRaw('tool', 'echo', '{"a":1}')).not.toContain('_context')
    const upstream = await loadChatter({ profile: 'upstream' })
    upstream.host.workingDirectory = '/project'
    expect((await upstream.plugin.invoke('echo')).raw).not.toContain('_context')
  })
})

describe('strings of the plugin', () => {
  it('are given back once each, through its own free_string', async () => {
    const { plugin } = await loadChatter()
    const before = plugin.strings.returned
    await plugin.invoke('echo')
    plugin.invokeSync('echo')
    await plugin.handleRoute({ path: '/' })
    expect(plugin.strings).toEqual({ returned: before + 3, givenBack: before + 3 })
    await plugin.destroy()
    expect(plugin.strings.returned).toBe(before + 3)
  })
})

import { describe, expect, it, onTestFinished } from 'vitest'
import type { MockHost, MockHostOptions, Plugin } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { libraryOf } from './load-fixture.js'

async function load(host: MockHost, image: 'file' | 'test' = 'test'): Promise<Plugin> {
  const plugin = await host.load(await libraryOf('chatter'), { image })
  onTestFinished(() => plugin.destroy())
  return plugin
}

const withRules: MockHostOptions = { profile: 'production', name: 'the host' }

describe('a second plugin of one id', () => {
  it("is destroyed in the profile 'production', as in the app", async () => {
    const host = installHost(withRules)
    const first = await load(host)
    host.reset()
    const error: Error = await load(host).then(
      () => new Error('it was loaded'),
      (reason: Error) => reason,
    )
    const path = await libraryOf('chatter')
    expect(error.message.replaceAll(path, '<library>')).toMatchInlineSnapshot(`
      "PLUGIN_ALREADY_LOADED: the host has a plugin com.example.chatter already: the first one stays, and the second one was destroyed, as in the app.
        first       <library>
        second      <library>
        to fix      destroy the first plugin before, reload() it, or load the second one with a host of its own
        more        docs/errors/PLUGIN_ALREADY_LOADED.md"
    `)
    expect(host.logs.messages).toEqual(['init', 'get_manifest', 'destroy'])
    expect(await first.invoke('empty')).toMatchObject({ ok: true })
  })

  it('of several at once is refused as well: one stays', async () => {
    const host = installHost(withRules)
    const loads = await Promise.allSettled([load(host), load(host), load(host)])
    expect(loads.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })

  it('is loaded when the first one is destroyed', async () => {
    const host = installHost(withRules)
    await (await load(host, 'file')).destroy()
    await load(host, 'file')
  })

  it('is no plugin that is reloaded', async () => {
    const plugin = await load(installHost(withRules))
    await plugin.reload()
    await plugin.reload()
  })

  it('is loaded when the first one failed', async () => {
    const host = installHost(withRules)
    const path = await libraryOf('chatter')
    await expect(host.load(path, { pluginId: 'com.example.other' })).rejects.toThrow('PLUGIN_ID_MISMATCH')
    await load(host)
  })

  it('is loaded into another host', async () => {
    await load(installHost(withRules))
    await load(installHost(withRules))
  })

  it("lives in the profile 'full', with a violation", async () => {
    const host = installHost({ name: 'the host' })
    await load(host)
    const second = await load(host)
    expect(await second.invoke('empty')).toMatchObject({ ok: true })
    const path = await libraryOf('chatter')
    expect(host.violations.filter(({ rule }) => rule !== 'CALL_DURING_ENTRY')).toMatchObject([
      {
        rule: 'PLUGIN_ALREADY_LOADED',
        message: `the host has a plugin com.example.chatter already, loaded from ${path}. The app shuts the second one down.`,
      },
    ])
  })

  it("lives in the profile 'upstream', which has no rules", async () => {
    const host = installHost({ profile: 'upstream' })
    await load(host)
    await load(host)
    expect(host.violations).toEqual([])
  })
})

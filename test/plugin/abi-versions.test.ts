import { describe, expect, it } from 'vitest'
import { slots } from '../../src/abi/slots.js'
import { MockHost } from '../../src/index.js'
import { installHost } from '../host/install-host.js'
import { libraryOf, loadChatter, loadFixture } from './load-fixture.js'

describe.each([2, 3, 4, 5, 6])('a host of ABI version %i', (abiVersion) => {
  it('hands out a table of that version, with the slots that it had', async () => {
    const { host, plugin } = await loadChatter({ abiVersion })
    expect(host.api.version).toBe(abiVersion)
    await plugin.invoke('every_slot')
    const called = new Set(host.calls.entries.map(({ slot }) => slot))
    for (const { name, since } of slots) expect([name, called.has(name)]).toEqual([name, since <= abiVersion])
  })
})

describe('a host of ABI version 1', () => {
  it('has no table to install', () => {
    expect(() => new MockHost({ abiVersion: 1 }).hostAPIPointer()).toThrow(
      expect.objectContaining({ code: 'NO_HOST_TABLE' }),
    )
  })

  it('loads a plugin by its first entry, calls it and destroys it', async () => {
    const host = new MockHost({ abiVersion: 1 })
    const plugin = await host.load(await libraryOf('plain_v1'))
    expect(await plugin.invoke('echo', { a: 1 })).toMatchObject({ ok: true, result: { a: 1 } })
    expect(plugin.invokeSync('canary')).toMatchObject({ result: { canary_calls: 0 } })
    await plugin.destroy()
    host.close()
  })

  it('does not know the second entry', async () => {
    const host = new MockHost({ abiVersion: 1 })
    const error = await host.load(await libraryOf('chatter')).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ENTRY_NOT_FOUND' })
    expect((error as Error).message).toMatch(/looked for +osaurus_plugin_entry\n/)
  })
})

describe('a plugin of the first entry in a newer host', () => {
  it('is entered without a table', async () => {
    const host = installHost()
    const plugin = await loadFixture(host, 'plain_v1')
    expect(await plugin.invoke('echo', { a: 1 })).toMatchObject({ result: { a: 1 } })
    expect(host.calls.length).toBe(0)
  })
})

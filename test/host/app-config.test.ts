import { describe, expect, it } from 'vitest'
import type { ConfigReader, Delivery } from '../../src/host/config/deliveries.js'
import { internals } from '../../src/host/mock-host.js'
import { installHost } from './install-host.js'

const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'

/** A plugin that only notes what it is told. */
function listener(details: Partial<ConfigReader> = {}) {
  const told: Delivery[] = []
  const reader: ConfigReader = {
    pluginId: 'com.example.listener',
    isListening: true,
    hasRoutes: false,
    secretFields: [],
    fields: new Map(),
    deliver: async (delivery) => void told.push(delivery),
    ...details,
  }
  return { reader, told }
}

describe('the config of the app', () => {
  it('tells a plugin without routes nothing of the tunnel', async () => {
    const host = installHost()
    const without = listener()
    const withRoutes = listener({ hasRoutes: true, pluginId: 'com.example.routes' })
    for (const { reader } of [without, withRoutes]) host[internals].appConfig.add(reader)
    await host.agents.add(ADA)
    await host.tunnel.up('https://one.example')
    await host.agents.remove(ADA)
    expect(without.told).toEqual([])
    expect(withRoutes.told.map(({ key, value }) => [key, value])).toEqual([
      ['tunnel_url', 'https://one.example'],
      ['tunnel_url', ''],
    ])
  })

  it('sends the default of a field for which nothing is stored', async () => {
    const host = installHost()
    const { reader, told } = listener({
      fields: new Map([
        ['region', 'eu'],
        ['token', undefined],
      ]),
    })
    host[internals].appConfig.add(reader)
    await host.agents.add(ADA)
    expect(told).toEqual([{ key: 'region', value: 'eu', agentId: ADA }])
  })

  it('is told to one plugin alone when that is named', async () => {
    const host = installHost()
    const [one, other] = [listener(), listener({ pluginId: 'com.example.other' })]
    for (const { reader } of [one, other]) host[internals].appConfig.add(reader)
    await host.config.set('key', 'value', { agentId: ADA, pluginId: 'com.example.other' })
    expect(one.told).toEqual([])
    expect(other.told).toHaveLength(1)
    expect(host.config.get('key', { agentId: ADA, pluginId: 'com.example.listener' })).toBeUndefined()
  })

  it('is told to the plugin that was loaded last when none is named', async () => {
    const host = installHost()
    const [one, last] = [listener(), listener({ pluginId: 'com.example.last' })]
    for (const { reader } of [one, last]) host[internals].appConfig.add(reader)
    await host.config.set('key', 'value', { agentId: ADA })
    await host.config.delete('key', { agentId: ADA })
    expect(one.told).toEqual([])
    expect(last.told).toHaveLength(2)
  })

  it('goes on after a delivery that failed', async () => {
    const host = installHost()
    let isBroken = true
    const { reader, told } = listener({
      deliver: async (delivery) => {
        if (isBroken) throw new Error('it hung')
        told.push(delivery)
      },
    })
    host[internals].appConfig.add(reader)
    await expect(host.config.set('key', 'one', { agentId: ADA })).rejects.toThrow('it hung')
    isBroken = false
    await host.config.set('key', 'two', { agentId: ADA })
    expect(told.map(({ value }) => value)).toEqual(['two'])
  })
})

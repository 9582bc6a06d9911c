import { host, plugin } from 'osaurus-mockhost'
import { test } from 'osaurus-mockhost/vitest'
import { describe, expect, test as plain } from 'vitest'

describe('the plugin of the test', () => {
  plain('is loaded at its first use', async () => {
    expect(await plugin.invoke('storm', { threads: 2, count: 3, message: 'hi' })).toSucceed()
    expect(host).toHaveLoggedFrom('background', 'hi 1 2')
    expect(host.logs.messages.filter((message) => message.startsWith('hi'))).toHaveLength(6)
  })

  test('comes with the fixtures', async ({ host: own, plugin }) => {
    expect(plugin.manifest.plugin_id).toBe('com.example.chatter')
    expect(plugin.manifest).toBeAValidManifest()
    expect(plugin.manifestWarnings).toContainEqual(expect.objectContaining({ rule: 'MISSING_METADATA' }))
    expect(plugin.invokeSync('storm', { message: 'sync' })).toSucceed()
    expect(own).toHaveLogged('sync 0 0')
    expect(host.id).toBe(own.id)
  })

  plain('starts each test with an empty journal', () => {
    expect(host.calls.length).toBe(0)
  })
})

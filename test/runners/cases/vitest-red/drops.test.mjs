import { host, MockHost, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

async function callWhileTwoHostsAreInstalled() {
  await plugin.invoke('lingering')
  const other = new MockHost({ name: 'other' })
  await other.withInstalled(async () => {
    await plugin.invoke('storm', { threads: 1, count: 1 })
  })
}

test('loses a call', async () => {
  await callWhileTwoHostsAreInstalled()
})

test('expects to lose it', async () => {
  await callWhileTwoHostsAreInstalled()
  expect(host).toHaveDroppedCalls(1)
})

describe('where drops do not matter', () => {
  hostOptions({ failOn: [] })
  test('loses it and passes', async () => {
    await callWhileTwoHostsAreInstalled()
    expect(host.drops).toHaveLength(1)
  })
})

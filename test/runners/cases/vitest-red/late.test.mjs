import { host, MockHost, plugin } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('starts a thread and forgets it', async () => {
  expect(await plugin.invoke('linger', { until: 'release', message: 'late' })).toSucceed()
})

test('the next test', async () => {
  await plugin.invoke('release')
  await host.until(() => MockHost.drops.length > 0)
  expect(host).not.toHaveLogged('late')
})

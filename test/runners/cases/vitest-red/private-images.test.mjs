import { host, MockHost, plugin } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { expect, test } from 'vitest'

hostOptions({ image: 'test' })

test('leaves a thread in its private image', async () => {
  expect(await plugin.invoke('linger_global', { until: 'destroy', delay_ms: 200, message: 'late' })).toSucceed()
})

test('does not hear that thread', async () => {
  await plugin.invoke('empty')
  await host.until(() => MockHost.drops.length > 0)
  expect(host).not.toHaveLogged('late')
})

import { host, plugin } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('matchers look at the host', async () => {
  host.api.configSet('region', 'eu')
  expect(host).toHaveWrittenConfig('region', 'eu')
  expect(host).not.toHaveWrittenConfig('region', 'us')
  expect(host).toHaveFreedEveryString()
})

test('matchers look at an answer', async () => {
  await expect(plugin.invoke('log', { level: 1, message: 'hello' })).resolves.toSucceed()
  expect(host).toHaveLogged('hello')
})

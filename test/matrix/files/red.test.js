import { host, plugin } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('red: a matcher fails', () => {
  host.api.configSet('api_key', 'secret')
  expect(host).toHaveWrittenConfig('apiKey')
})

test('red: the body passes, the host does not', async () => {
  await plugin.invoke('free_foreign')
})

import { host } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('shows the calls', () => {
  host.api.configSet('api_key', 'secret')
  expect(host).toHaveWrittenConfig('apiKey')
})

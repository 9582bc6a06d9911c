import { host, plugin } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('threads of the plugin find the host', async () => {
  expect(await plugin.invoke('storm', { threads: 2, count: 10 })).toSucceed()
  expect(host).toHaveLoggedFrom('background', /^storm/)
  expect(host.logs.messages.filter((message) => message.startsWith('storm'))).toHaveLength(20)
  expect(host).not.toHaveDroppedCalls()
})

import { host, plugin } from 'osaurus-mockhost'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.useRealTimers()
})

test('calls come back while timers are fake', async () => {
  vi.useFakeTimers()
  expect(await plugin.invoke('storm', { threads: 1, count: 5 })).toSucceed()
  expect(host).toHaveLoggedFrom('background', /^storm/)
})

test('answers come while timers are fake', async () => {
  vi.useFakeTimers()
  host.onHttpRequest = async () => JSON.stringify({ status: 204 })
  expect(await plugin.invoke('http', {})).toSucceed(/204/)
})

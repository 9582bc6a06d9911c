import { host } from 'osaurus-mockhost'
import { serialized } from 'osaurus-mockhost/vitest'
import { afterAll, describe, expect, test, vi } from 'vitest'

const realSetTimeout = setTimeout
const pause = (milliseconds) => new Promise((resolve) => realSetTimeout(resolve, milliseconds))

// Without isolation the next file of this worker would have them too.
afterAll(() => void vi.useRealTimers())

describe('fake timers that a test leaves on', () => {
  test('are switched on', () => {
    vi.useFakeTimers()
    host.api.log(1, 'faked')
    expect(host).toHaveLogged('faked')
  })

  test('do not stop the next test, nor until', async () => {
    await expect(host.until(() => false, { timeout: 20 })).rejects.toThrow('UNTIL_TIMED_OUT')
  })
})

serialized('nor serialised tests', () => {
  test.concurrent.for([1, 2, 3])('%i', async () => {
    host.api.log(1, 'turn')
    await pause(3)
    expect(host.logs.length).toBe(1)
  })
})

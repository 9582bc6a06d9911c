import { setImmediate } from 'node:timers/promises'
import { host } from 'osaurus-mockhost'
import { serialized } from 'osaurus-mockhost/vitest'
import { afterAll, expect, test } from 'vitest'

let active = 0
let most = 0

serialized('concurrent tests of a serialized suite', () => {
  for (const name of ['first', 'second']) {
    test.concurrent(`${name} has the process to itself`, async () => {
      most = Math.max(most, ++active)
      await setImmediate()
      expect(host.isInstalled).toBe(true)
      active--
    })
  }
  afterAll(() => {
    expect(most).toBe(1)
  })
})

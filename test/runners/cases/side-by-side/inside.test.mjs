import { host, plugin } from 'osaurus-mockhost'
import { serialized } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'
import { speaker } from './speak.cjs'

const speak = speaker({ expect, host, plugin })

describe.concurrent('a concurrent suite', () => {
  for (const number of [1, 2, 3, 4]) test(`passes ${number}`, () => speak(`suite-${number}`))
})

for (const suite of [1, 2]) {
  describe.concurrent(`concurrent suite ${suite} of tests that are not`, () => {
    for (const number of [1, 2]) {
      test(`passes in suite ${suite}, ${number}`, { concurrent: false }, () => speak(`suite-${suite}-${number}`))
    }
  })
}

serialized('a serialised suite', () => {
  for (const number of [1, 2, 3]) {
    test.concurrent(`takes no place of a concurrent test ${number}`, async ({ task }) => {
      await speak(`serialised-${number}`)
      expect(task.concurrent).toBe(false)
    })
  }
})

let attempts = 0
test.concurrent('passes at its third attempt', { retry: 2 }, async () => {
  await speak(`attempt-${++attempts}`)
  expect(attempts).toBe(3)
})

test.concurrent('fails', async () => {
  await speak('failing')
  expect(1).toBe(2)
})

test.concurrent('hangs in its plugin', { timeout: 2000 }, async () => {
  await speak('hanging')
  await plugin.invoke('hang')
})

test.concurrent('waits for nothing', { timeout: 2000 }, async () => {
  await speak('waiting')
  await new Promise(() => {})
})

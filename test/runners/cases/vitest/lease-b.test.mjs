import { mkdirSync, rmdirSync } from 'node:fs'
import { MockHost } from 'osaurus-mockhost'
import { afterAll, beforeAll, expect, test } from 'vitest'

const mark = `.lease-${process.pid}`
const host = new MockHost()

// Two files of one process never install at the same time, hooks of the file included.
beforeAll(() => {
  mkdirSync(mark)
  host.hostAPIPointer()
})
afterAll(() => {
  host.uninstall()
  rmdirSync(mark)
})

test('a call of a plugin thread reaches the only host', async () => {
  host.api.onNewThread((api) => api.log(1, 'hello'))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(host.logs.messages).toEqual(['hello'])
  expect(host.drops).toEqual([])
})

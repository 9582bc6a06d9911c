import { appendFileSync } from 'node:fs'
import { MockHost } from 'osaurus-mockhost'
import { afterAll, beforeAll, expect, test } from 'vitest'

const host = new MockHost()
const note = (what) => appendFileSync('order.txt', `${what}\n`)

beforeAll(() => {
  host.hostAPIPointer()
  note('begin')
})
afterAll(() => {
  note('end')
  host.uninstall()
})

test('a call of another thread reaches the only host', async () => {
  await new Promise((resolve) => setTimeout(resolve, 400))
  host.api.onNewThread((api) => api.log(1, 'hello'))
  expect(host.logs.messages).toEqual(['hello'])
  expect(host.drops).toEqual([])
})

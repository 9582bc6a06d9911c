import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { MockHost } from 'osaurus-mockhost'
import { afterAll, beforeAll, expect, test } from 'vitest'

const host = new MockHost()
const note = (what) => appendFileSync('order.txt', `${what}\n`)
const haveBothBegun = () => readFileSync('order.txt', 'utf8').startsWith('begin\nbegin\n')

beforeAll(() => {
  host.hostAPIPointer()
  note('begin')
})
afterAll(() => {
  note('end')
  host.uninstall()
})

test('a call of another thread reaches the only host', async () => {
  if (process.env.SERIALIZE === 'no') while (!haveBothBegun()) await pause(1)
  else await pause(400) // A file that does not wait for this one has the time to begin.
  host.api.onNewThread((api) => api.log(1, 'hello'))
  expect(host.logs.messages).toEqual(['hello'])
  expect(host.drops).toEqual([])
})

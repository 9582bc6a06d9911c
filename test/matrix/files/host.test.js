import { host, plugin } from 'osaurus-mockhost'
import { beforeAll, expect, test } from 'vitest'

let outside = new Error('nothing was thrown')
beforeAll(() => {
  try {
    host.api.log(1, 'too early')
  } catch (error) {
    outside = Object(error)
  }
})

test('outside of a test there is no host', () => {
  expect(outside).toMatchObject({ code: 'NO_TEST_HOST' })
})

const seen = new Set([0])
test.each([1, 2])('test %i has a host of its own', (row) => {
  expect(seen.has(host.id)).toBe(false)
  seen.add(host.id)
  host.api.log(1, `row ${row}`)
  expect(host.logs.messages).toEqual([`row ${row}`])
})

test('the plugin is loaded at its first use', async () => {
  await plugin.invoke('log', { level: 1, message: 'hello' })
  expect(host.logs.messages).toEqual(expect.arrayContaining(['init', 'hello']))
})

import { host, MockHost } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('leaves a host installed', () => {
  new MockHost({ name: 'forgotten' }).hostAPIPointer()
})

test('fails by itself and leaves a host installed', () => {
  new MockHost({ name: 'forgotten again' }).hostAPIPointer()
  expect(1).toBe(2)
})

test('comes after them and is clean', () => {
  host.api.log(1, 'mine')
  expect(host.logs.messages).toEqual(['mine'])
})

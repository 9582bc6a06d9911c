// @vitest-environment node
import { host } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

test('a file that names another environment has its host as well', () => {
  host.api.log(1, 'hello')
  expect(host).toHaveLogged('hello')
})

test('errors are of the realm of the test', () => {
  expect(() => host.withInstalled(() => {})).toThrow(Error)
  expect(host.logs.entries).toStrictEqual([])
})

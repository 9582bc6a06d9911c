import { host, MockHost } from 'osaurus-mockhost'
import { expect, test } from 'vitest'

const native = () => {
  process.report.excludeNetwork = true
  return process.report.getReport().sharedObjects.filter((name) => /koffi|osaurus_mockhost/.test(name))
}

test('a test that touches no host loads nothing native', () => {
  expect(host).toBeDefined()
  expect(new MockHost()).toBeDefined()
  if (process.env.ONE_FILE_A_PROCESS) expect(native()).toEqual([])
})

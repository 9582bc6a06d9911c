import { host } from 'osaurus-mockhost'
import { hostOptions } from 'osaurus-mockhost/vitest'
import { describe, expect, test } from 'vitest'

hostOptions({ abiVersion: 5 })

test('options of the file', () => {
  expect(host.api.version).toBe(5)
})

describe('an inner suite', () => {
  hostOptions({ abiVersion: 3 })
  test('has options of its own', () => {
    expect(host.api.version).toBe(3)
  })
})

import timers from 'node:timers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import '../../src/host/real-timers.js'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('real timers', () => {
  it('stay real in a copy of the module that is loaded while a test has faked them', async () => {
    vi.spyOn(timers, 'setTimeout').mockImplementation((() => {
      throw new Error('faked')
    }) as never)
    vi.resetModules()
    const { delay } = await import('../../src/host/real-timers.js')
    await expect(delay(1)).resolves.toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { lookAroundRuns } from '../../environment/vitest/around-runs.js'
import { mockHost } from '../../environment/vitest/vite-plugin.js'

describe('mockHost', () => {
  it('refuses a function, which cannot reach the processes of the tests', () => {
    expect(() => mockHost({ unprepared: () => 'fail' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringContaining('hostOptions({ unprepared })'),
      }),
    )
    expect(mockHost({ unprepared: 'fail' }).api.options).toEqual({ unprepared: 'fail' })
  })
})

describe('what is told around runs', () => {
  it('is told once for each run, also when the configuration was loaded anew', () => {
    const vitest = { config: { reporters: [] as unknown[] } }
    for (const root of ['/a', '/b']) lookAroundRuns(vitest, root)
    expect(vitest.config.reporters).toHaveLength(1)
    vitest.config = { reporters: ['default'] }
    for (const root of ['/a', '/b']) lookAroundRuns(vitest, root)
    expect(vitest.config.reporters).toHaveLength(2)
  })
})

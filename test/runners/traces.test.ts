import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../src/report/trace/trace-events.js'
import { createJournalProject, planted } from './journal-project.js'
import type { Project, RunResult } from './project.js'

describe.each(['vitest4', 'vitest5', 'jest30'] as const)('OSAURUS_MOCKHOST_TRACE under %s', (runner) => {
  let project: Project
  let result: RunResult
  let text: string
  let events: readonly TraceEvent[]
  const file = runner === 'jest30' ? 'journal.test.js' : 'journal.test.mjs'
  beforeAll(async () => {
    project = await createJournalProject(runner)
    result = await project.run([], { env: { OSAURUS_MOCKHOST_TRACE: 'traces' } })
    text = readFileSync(path.join(project.folder, 'traces', `${file}.trace.json`), 'utf8')
    events = JSON.parse(text)
  })
  afterAll(() => project.dispose())

  const called = (name: string) => events.filter((event) => event.ph === 'X' && event.name === name)
  // Sums of numbers of this size are exact to some nanoseconds.
  const end = ({ ts, dur = 0 }: TraceEvent) => ts + dur

  it('is one file for a test file, whose path is printed once', () => {
    expect(readdirSync(path.join(project.folder, 'traces'))).toEqual([`${file}.trace.json`])
    expect(result.output.match(/osaurus-mockhost: trace of \S+: \S+\.trace\.json/g)).toHaveLength(1)
  })

  it('has events of the trace-event format: named lanes, pairs of tests, slices that nest, flows that lead somewhere', () => {
    for (const event of events) {
      expect(event).toMatchObject({ ph: expect.stringMatching(/^[MbeXsfi]$/), name: expect.any(String) })
      expect([event.ts, event.pid, event.tid].every(Number.isFinite)).toBe(true)
      expect(event.ts).toBeGreaterThanOrEqual(0)
      if (event.ph === 'X') expect(event.dur).toBeGreaterThanOrEqual(0)
    }
    const lanes = new Set(events.filter(({ ph }) => ph === 'M').map(({ tid }) => tid))
    for (const { tid } of events) expect(lanes).toContain(tid)
    const idsOf = (ph: string) => events.filter((event) => event.ph === ph).map(({ id }) => id)
    expect(idsOf('b')).toEqual(idsOf('e'))
    expect(idsOf('s')).toEqual(idsOf('f'))
    expect(new Set(idsOf('s')).size).toBe(idsOf('s').length)
    const slices = events.filter(({ ph }) => ph === 'X')
    for (const flow of events.filter(({ ph }) => ph === 's' || ph === 'f')) {
      const around = slices.filter(
        (slice) => slice.tid === flow.tid && slice.ts <= flow.ts && flow.ts <= end(slice) + 0.01,
      )
      expect(around.length).toBeGreaterThan(0)
    }
    for (const lane of lanes) {
      const own = slices.filter(({ tid }) => tid === lane)
      const crossed = own.filter((outer) =>
        own.some((inner) => outer.ts < inner.ts && inner.ts < end(outer) && end(inner) > end(outer) + 0.01),
      )
      expect(crossed).toEqual([])
    }
  })

  it('has every test that used a host, those that passed too', () => {
    const tests = events.filter(({ ph }) => ph === 'b').map(({ name }) => name)
    expect(tests).toEqual(expect.arrayContaining(['shows <b>all</b> & more', 'passes with a host']))
    expect(tests).not.toContain('fails without a host')
  })

  it('has callbacks as slices around their calls, and flows from them to the threads of the plugin', () => {
    const [storm] = called('invoke "storm"')
    expect(storm).toMatchObject({ cat: 'callback', args: { kind: 'invoke' } })
    const fromThreads = called('log').filter(({ args }) => String(args?.message).startsWith('storm '))
    expect(fromThreads).toHaveLength(6)
    for (const call of fromThreads) {
      expect(call.cat).toBe('background')
      expect(call.tid).not.toBe(storm?.tid)
    }
    const starts = events.filter(({ ph, tid, ts }) => ph === 's' && tid === storm?.tid && ts === storm?.ts)
    expect(starts).toHaveLength(2)
    const changed = events.find(({ args }) => args?.kind === 'on_config_changed')
    expect(changed?.name).toContain('api_key')
    const inside = called('log').filter(({ args }) => args?.frame === changed?.args?.frame)
    expect(inside.length).toBeGreaterThan(0)
    for (const call of inside) {
      expect(call.tid).toBe(changed?.tid)
      expect(call.ts).toBeGreaterThanOrEqual((changed?.ts ?? Number.POSITIVE_INFINITY) - 0.01)
      expect(end(call)).toBeLessThanOrEqual(end(changed as TraceEvent) + 0.01)
    }
    const lanes = events.filter(({ ph }) => ph === 'M').map(({ args }) => args?.name)
    expect(lanes.join()).toMatch(/tests.*poller \(\d+\)/)
  })

  it('keeps secrets', () => {
    for (const secret of Object.values(planted)) expect(text).not.toContain(secret)
    expect(text).toContain('[secret]')
  })
})

import { describe, expect, it } from 'vitest'
import { Redactor } from '../../../src/report/secrets.js'
import { makeTraceEvents, type TraceEvent, type TraceSource } from '../../../src/report/trace/trace-events.js'
import { installHost } from '../../host/install-host.js'

/** Of a host that the test has used; 1 000 nanoseconds before the clock of the core began the system had counted 5 ms. */
function sourceOf(host: ReturnType<typeof installHost>, more: Partial<TraceSource> = {}): TraceSource {
  return {
    test: 'a test',
    hostId: host.id,
    pid: 4711,
    offset: 5_000_000,
    begun: 0,
    ended: 1e15,
    threads: host.threads,
    calls: host.calls,
    frames: [],
    drops: [],
    redactor: new Redactor(),
    ...more,
  }
}

const ofKind = (events: readonly TraceEvent[], kind: TraceEvent['ph']) => events.filter(({ ph }) => ph === kind)

describe('makeTraceEvents', () => {
  it('puts each call on the lane of its thread, in the order of time', () => {
    const host = installHost()
    host.api.log(2, 'here')
    host.api.onNewThread((api) => api.log(2, 'there'), { name: 'worker' })
    const events = makeTraceEvents(sourceOf(host))
    const [here, there] = ofKind(events, 'X')
    expect(here).toMatchObject({ name: 'log', cat: 'install', args: { message: 'here', seq: 1 } })
    expect(there).toMatchObject({ name: 'log', cat: 'background', args: { message: 'there', seq: 2 } })
    expect(here?.ts).toBeGreaterThanOrEqual(5000)
    expect(there?.ts).toBeGreaterThanOrEqual(here?.ts ?? Number.POSITIVE_INFINITY)
    const names = ofKind(events, 'M').map(({ tid, args }) => [tid, args?.name])
    expect(names).toContainEqual([there?.tid, `worker (${there?.tid})`])
  })

  it('lets a callback end where the next one on its thread begins, and one that never returned at the end of the test', () => {
    const host = installHost()
    const frames = [
      { id: 1, kind: 'init', title: 'init', start: 1000, end: 9000, thread: 3 },
      { id: 2, kind: 'invoke', title: 'invoke "a"', start: 5000, end: undefined, thread: 3 },
      { id: 3, kind: 'invoke', title: 'invoke "b"', start: 6000, end: 8000, thread: 4 },
    ] as const
    const slices = ofKind(makeTraceEvents(sourceOf(host, { frames, ended: 20_000 })), 'X')
    expect(slices.map(({ name, ts, dur, tid }) => [name, ts - 5000, dur, tid])).toEqual([
      ['init', 1, 4, 3],
      ['invoke "a"', 5, 15, 3],
      ['invoke "b"', 6, 2, 4],
    ])
    expect(slices[1]?.args).toMatchObject({ returned: false })
  })

  it('leads an arrow from the callback in progress to the first call of a thread of the plugin', () => {
    const host = installHost()
    host.api.onNewThread((api) => {
      api.log(2, 'one')
      api.log(2, 'two')
    })
    const frames = [
      { id: 1, kind: 'invoke', title: 'invoke "over"', start: 0, end: 1, thread: 7 },
      { id: 2, kind: 'invoke', title: 'invoke "now"', start: 2, end: 1e15, thread: 8 },
    ] as const
    const events = makeTraceEvents(sourceOf(host, { frames }))
    const [start, ...otherStarts] = ofKind(events, 's')
    const [end, ...otherEnds] = ofKind(events, 'f')
    expect([otherStarts, otherEnds]).toEqual([[], []])
    expect(start).toMatchObject({ tid: 8, id: end?.id })
    expect(end).toMatchObject({ tid: host.calls.last?.thread.id, bp: 'e' })
  })

  it('leads arrows alike from callbacks that overlap, in any order', () => {
    const host = installHost()
    host.api.onNewThread((api) => api.log(2, 'one'))
    const [call] = host.calls
    const moments = (seed: number) => Array.from({ length: 200 }, (_, at) => (at * seed) % 1009)
    const frames = moments(389).map((start, at) => {
      return {
        id: at + 1,
        kind: 'invoke',
        title: `tool ${at}`,
        start,
        end: start + ((at * 31) % 200),
        thread: at + 10,
      } as const
    })
    const calls = moments(631).map((at, index) => ({
      ...(call ?? expect.fail()),
      at,
      seq: index,
      thread: { id: index + 1000, osId: 0, name: '' },
    }))
    const expected = calls.map(({ at }) => {
      const begun = frames.filter(({ start }) => start <= at).sort((a, b) => a.start - b.start)
      return (begun.findLast(({ end }) => at <= end) ?? begun.at(-1))?.thread
    })
    const events = makeTraceEvents(sourceOf(host, { frames, calls }))
    const starts = new Map(ofKind(events, 's').map(({ id = 0, tid }) => [id % 2 ** 32, tid]))
    expect(calls.map(({ seq }) => starts.get(seq))).toEqual(expected)
  })

  it('leaves out what no viewer takes, and says how much', () => {
    const host = installHost()
    for (let number = 0; number < 3; number++) host.api.log(2, 'again')
    const [call] = host.calls
    const calls = Array.from({ length: 100_001 }, () => call ?? expect.fail())
    const events = makeTraceEvents(sourceOf(host, { calls }))
    expect(ofKind(events, 'X')).toHaveLength(100_000)
    expect(ofKind(events, 'i')).toMatchObject([{ name: '1 more calls are left out' }])
  })

  it('hides secrets', () => {
    const host = installHost()
    host.api.configSet('api_token', 'very-hidden-one')
    host.api.log(2, 'it is very-hidden-one')
    expect(JSON.stringify(makeTraceEvents(sourceOf(host)))).not.toContain('very-hidden-one')
  })
})

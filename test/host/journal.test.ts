import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MockHost, RecordedCall } from '../../src/index.js'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'
import { slowAnswer } from './slow-answer.js'

/** What a test does with a host, and what must stand in the journal for it. */
const acts: readonly ((host: MockHost, number: number) => readonly [slot: string, ...args: unknown[]])[] = [
  (host, number) => {
    host.api.log(number, `line ${number}`)
    return ['log', number, `line ${number}`]
  },
  (host, number) => {
    host.api.configSet(`key ${number % 3}`, `värde ${number}`)
    return ['config_set', `key ${number % 3}`, `värde ${number}`]
  },
  (host, number) => {
    host.api.configGet(`answered by JavaScript ${number}`)
    return ['config_get', `answered by JavaScript ${number}`]
  },
  (host) => {
    host.api.configSet(null, 'refused')
    return ['config_set', null, 'refused']
  },
]

/** Ways to look at a journal: each gives out some calls, by their place. */
const looks: readonly ((host: MockHost, number: number) => ReadonlyMap<number, RecordedCall | undefined>)[] = [
  ({ calls }) => new Map(calls.entries.entries()),
  ({ calls }) => (calls.length === 0 ? new Map() : new Map([[calls.length - 1, calls.last]])),
  ({ calls }, number) => byPlace(calls, calls.since(firstSeq(calls) + number)),
  ({ calls }, number) =>
    byPlace(
      calls,
      calls.filter(({ seq }) => seq % (number + 1) === 0),
    ),
  ({ calls }) => byPlace(calls, calls.to('config_set')),
  ({ calls }, number) => {
    const seen: RecordedCall[] = []
    for (const call of calls) if (seen.push(call) > number) break
    return byPlace(calls, seen)
  },
  ({ calls, configWrites }) =>
    byPlace(
      calls,
      configWrites.of('key 1').map(({ call }) => call),
    ),
  ({ violations }) => new Map(violations.length > 0 ? [] : []),
]

/** Number of the call that stands before the first. */
function firstSeq(calls: MockHost['calls']): number {
  const [first] = calls
  return (first?.seq ?? 1) - 1
}

function byPlace(calls: MockHost['calls'], found: readonly RecordedCall[]): ReadonlyMap<number, RecordedCall> {
  const before = firstSeq(calls)
  return new Map(found.map((call) => [call.seq - before - 1, call]))
}

const step = fc.record({ isLook: fc.boolean(), which: fc.nat(100), times: fc.integer({ min: 1, max: 90 }) })

interface Step {
  readonly isLook: boolean
  readonly which: number
  readonly times: number
}

/** Result: what must stand in the journal, and the calls that were seen on the way, by place. */
function replay(host: MockHost, steps: readonly Step[]) {
  const expected: (readonly unknown[])[] = []
  const known = new Map<number, RecordedCall | undefined>()
  for (const { isLook, which, times } of steps) {
    if (isLook) {
      const look = looks[which % looks.length]
      for (const [place, call] of look?.(host, times) ?? []) {
        expect(known.get(place) ?? call).toBe(call)
        known.set(place, call)
      }
      continue
    }
    for (let at = 0; at < times; at++) expected.push(acts[(which + at) % acts.length]?.(host, at) ?? [])
  }
  return { expected, known }
}

describe('the journal', () => {
  it('shows the same calls, whichever way and in whichever order one looks', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        // Below version 6 no `free_string` stands between the calls.
        const host = installHost({ abiVersion: 5 })
        host.onConfigGet = (key) => key.toUpperCase()
        const { expected, known } = replay(host, steps)
        const { entries } = host.calls
        expect(entries.map(({ slot, args }) => [slot, ...Object.values(args)])).toEqual(expected)
        expect(entries.map(({ seq }) => seq)).toEqual(expected.map((_, at) => at + 1))
        for (const { answer, args } of host.calls.to('config_get')) expect(answer).toBe(String(args.key).toUpperCase())
        for (const [place, call] of known) expect(entries[place]).toBe(call)
        host.uninstall()
      }),
      { numRuns: 60 },
    )
  })

  it('completes a call that was looked at while it was in progress, and one that was not', async () => {
    const { host, plugin } = await loadChatter()
    const { respond, asked, answer } = slowAnswer()
    host.onHttpRequest = respond
    const result = plugin.invoke('http', { url: 'https://example.com/' })
    await asked
    let held: RecordedCall | undefined
    host.calls.filter((call) => {
      held = call
      return false
    })
    const [found] = host.calls.filter(({ slot }) => slot === 'http_request')
    answer('{"status":200}')
    await result
    expect(host.calls.count('http_request')).toBe(1)
    expect(found).toMatchObject({ answer: '{"status":200}', duration: expect.any(Number) })
    expect(host.calls.to('http_request')[0]).toBe(found)
    expect(held).toBe(found)

    host.onHttpRequest = () => '{"status":201}'
    await plugin.invoke('http', { url: 'https://example.com/' })
    expect(host.calls.count('http_request')).toBe(2)
    expect(host.httpRequests.calls[1]).toMatchObject({ answer: '{"status":201}', duration: expect.any(Number) })
  })

  it('numbers what came since a reset from where it was', () => {
    const host = installHost()
    for (let at = 0; at < 5; at++) host.api.log(2, 'before')
    expect(host.calls.length).toBe(5)
    host.reset()
    host.api.log(2, 'after')
    expect(host.calls.since(5)).toEqual([host.calls.last])
    expect(host.calls.since(6)).toEqual([])
    expect(host.calls.last).toMatchObject({ seq: 6, args: { message: 'after' } })
  })

  it('is left by an iteration when it starts over', () => {
    const host = installHost()
    for (let at = 0; at < 20; at++) host.api.log(2, `${at}`)
    let seen = 0
    for (const { message } of host.logs) {
      expect(message).toBe(`${seen++}`)
      if (seen === 7) host.reset()
    }
    expect(seen).toBe(7)
    expect(host.calls.filter(() => host.reset() === undefined)).toEqual([])
  })
})

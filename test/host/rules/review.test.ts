import { describe, expect, it } from 'vitest'
import { PluginLifetime } from '../../../src/host/rules/lifetime-rules.js'
import { Review } from '../../../src/host/rules/review.js'
import { appLimits } from '../../../src/host/simulation/limits.js'
import { ViolationLog } from '../../../src/host/violations.js'
import type { RecordedCall, RefusalRule } from '../../../src/index.js'
import { recordCall } from '../../matchers/fake-host.js'
import { installHost } from '../install-host.js'
import { listedCalls } from '../listed-calls.js'
import { agent } from './judge.js'

const noStrings = { handedOut: 0, freed: 0, outstanding: [], badFrees: [] }

function createReview() {
  const log = new ViolationLog({ profile: 'full' })
  const review = new Review(log, new PluginLifetime(), appLimits)
  return {
    log,
    read: (calls: RecordedCall[]) =>
      review.bringUpToDate({ calls: listedCalls(() => calls), lostCalls: 0, strings: noStrings }),
  }
}

describe('the violations of a host', () => {
  it('are looked for in each call once, when they are read', () => {
    const { log, read } = createReview()
    const looks: number[] = []
    const watched = (at: number): RecordedCall => ({
      ...recordCall(['log', [9, 'message']], at),
      get args() {
        looks.push(at)
        return { level: 9, message: 'message' }
      },
    })
    const calls = [watched(0), watched(1)]
    read(calls)
    const firstLooks = looks.splice(0)
    expect(new Set(firstLooks)).toEqual(new Set([0, 1]))
    read(calls)
    expect(looks).toEqual([])
    calls.push(watched(2))
    read(calls)
    expect(new Set(looks)).toEqual(new Set([2]))
    expect(log.entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  it('are the same objects at each read', () => {
    const host = installHost()
    host.api.log(9, 'one')
    const [first] = host.violations
    host.api.log(9, 'two')
    expect(host.violations[0]).toBe(first)
    expect(host.violations).toBe(host.violations)
  })

  it('stand in the order of their calls, whoever found them first', () => {
    const host = installHost({ journalLimit: 16_384 })
    host.activeAgentId = agent
    host.api.freeString(0x1234n)
    host.onHttpRequest = () => {
      throw new Error('failed')
    }
    host.api.log(9, 'two')
    host.api.httpRequest('{"method":"GET","url":"https://example.com/"}')
    host.api.configSet('key', null)
    for (let calls = 0; calls < 100; calls++) host.api.log(2, 'x'.repeat(500))
    expect(host.violations.map(({ rule, seq }) => [rule, seq])).toEqual([
      ['BAD_FREE', 1],
      ['LOG_LEVEL_OUT_OF_RANGE', 2],
      ['SLOT_MIX_UP', 2],
      ['RESPONDER_FAILED', 3],
      ['NULL_ARGUMENT', 5],
      ['JOURNAL_LIMIT', undefined],
    ])
  })

  it('say what happened, how to mend it, and where the rule stands', () => {
    const host = installHost()
    host.api.log(5, 'message')
    expect(host.violations).toEqual([
      {
        rule: 'LOG_LEVEL_OUT_OF_RANGE',
        message: 'log got the level 5, which is none: the app shows the line without a level.',
        fix: 'use a level from 0 to 4; a number far outside is often a wrong order of arguments',
        section: '1.3',
        seq: 1,
        slot: 'log',
      },
    ])
  })

  it('are forgotten by reset, and found again afterwards', () => {
    const host = installHost()
    host.api.log(9, 'before')
    expect(host.violations).toHaveLength(1)
    host.reset()
    expect(host.violations).toEqual([])
    host.api.log(8, 'after')
    expect(host.violations).toMatchObject([{ message: expect.stringContaining('level 8') }])
  })

  it('can be read when the host was closed, for the first time too', () => {
    const host = installHost()
    host.api.log(9, 'message')
    host.close()
    expect(host.violations).toMatchObject([{ rule: 'LOG_LEVEL_OUT_OF_RANGE' }])
  })
})

describe('a call that was refused', () => {
  it.each<[RefusalRule, Parameters<typeof recordCall>[0][1], string]>([
    ['NULL_ARGUMENT', ['key', null], 'config_set was called with NULL for value, and did nothing.'],
    ['CONFIG_WITHOUT_AGENT', ['key', 'value'], 'config_set of "key" was called by the test itself, while'],
    ['CONFIG_VALUE_TOO_LARGE', ['key', 'x'.repeat(2 ** 20 + 1)], 'config_set of "key" got a value of 1,048,577 bytes'],
  ])('breaks the rule %s alone', (refused, args, message) => {
    const { log, read } = createReview()
    read([recordCall(['config_set', args ?? [], { refused }], 0)])
    expect(log.entries).toMatchObject([{ rule: refused, message: expect.stringContaining(message), seq: 1 }])
  })

  it('in the entry function breaks that rule alone', () => {
    const { log, read } = createReview()
    read([recordCall(['config_get', ['key'], { refused: 'CALL_DURING_ENTRY', in: 'entry' }], 0)])
    expect(log.entries).toMatchObject([{ rule: 'CALL_DURING_ENTRY' }])
  })

  it('as a stray free_string counts to the one violation of the mix-up', () => {
    const { log, read } = createReview()
    const stray = (at: number) => recordCall(['log_structured', [at * 16, null, null], { refused: 'SLOT_MIX_UP' }], at)
    read([stray(0), stray(1)])
    expect(log.entries).toMatchObject([{ rule: 'SLOT_MIX_UP', slot: 'log_structured', seq: 1 }])
  })
})

describe('under the profile upstream', () => {
  it('no rule of the host is looked for', () => {
    const host = installHost({ profile: 'upstream' })
    host.api.log(9, 'message')
    host.api.logStructured(2, 'message', 'no JSON')
    host.api.configSet('key', 'value')
    host.api.dispatch('no JSON')
    host.api.freeString(0x1234n)
    expect(host.violations).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { lateDrop } from '../../matchers/fake-host.js'
import { agent, manyLogs, sampleJournal } from './sample.js'

describe('a journal', () => {
  const journal = sampleJournal()

  it('says which test of which file it is of, in version 1 of its schema', () => {
    expect(journal).toMatchObject({
      version: 1,
      test: 'persists the "token" <b>',
      file: '/home/ada/hello/tests/hello.test.ts',
      date: '1970-01-01T00:00:00.000Z',
      secrets: 'hidden',
      omittedCalls: 0,
    })
  })

  it('has every call with its place, time since the beginning, thread, callback and agent', () => {
    expect(journal.calls.map(({ seq, at }) => [seq, at])).toEqual([1, 2, 3, 4, 5, 6].map((seq) => [seq, seq * 1000]))
    expect(journal.calls[1]).toMatchObject({ role: 'install', thread: 1, frame: { kind: 'invoke' }, agentId: agent })
    expect(journal.threads).toEqual([
      { id: 1, osId: 4001, name: '', roles: ['install'], calls: 3 },
      { id: 2, osId: 4002, name: 'refresh', roles: ['background'], calls: 3 },
    ])
  })

  it('marks what was refused, what broke a rule and what was never answered', () => {
    expect(journal.calls.map(({ refused, violations, isOpen }) => refused ?? violations?.[0] ?? isOpen)).toEqual([
      undefined,
      undefined,
      undefined,
      'LOG_LEVEL_OUT_OF_RANGE',
      'NULL_ARGUMENT',
      true,
    ])
  })

  it('has drops, strings and bad frees, with pointers as text', () => {
    expect(journal.drops).toMatchObject([{ reason: 'ambiguous', competing: [1, 2] }, { reason: 'late' }])
    expect(journal.strings).toMatchObject({
      handedOut: 3,
      freed: 1,
      outstanding: [{ pointer: '0x1000', bytes: 13 }],
      badFrees: [
        { pointer: '0xff', slot: null },
        { reason: 'twice', slot: 'config_get', text: 'eu' },
      ],
    })
  })

  it('has no secret, wherever it occurs', () => {
    expect(JSON.stringify(journal)).not.toContain('planted')
    expect(journal.errors).toEqual(['Error: expected "[secret]" to be <nothing>'])
  })

  it('is the same after JSON', () => {
    expect(JSON.parse(JSON.stringify(journal))).toEqual(journal)
  })
})

describe('a journal of many calls', () => {
  it('leaves out those in the middle', () => {
    const { calls, omittedCalls } = sampleJournal(manyLogs(6000, 10))
    expect(calls).toHaveLength(5000)
    expect(omittedCalls).toBe(1000)
    expect([calls[0]?.seq, calls[499]?.seq, calls[500]?.seq, calls.at(-1)?.seq]).toEqual([1, 500, 1501, 6000])
  })

  it('has a bounded size, whatever their texts', () => {
    const journal = sampleJournal(manyLogs(3000, 20_000))
    expect(JSON.stringify(journal).length).toBeLessThan(6_000_000)
    expect(journal.calls[0]?.args.message).toMatch(/^0 x+… [\d,]+ characters left out …x+$/)
  })

  it('has a bounded size, whatever was dropped', () => {
    const drops = Array.from({ length: 1500 }, () => ({ ...lateDrop, args: { level: 2, message: 'x'.repeat(20_000) } }))
    const journal = sampleJournal([], drops)
    expect(journal.drops).toHaveLength(1000)
    expect(JSON.stringify(journal).length).toBeLessThan(6_000_000)
  })
})

import { describe, expect, it } from 'vitest'
import { formatCallTable } from '../../src/report/call-table.js'
import { describeCall, describeThread } from '../../src/report/describe-call.js'
import { tableWidth } from '../../src/report/table.js'
import { type CallSketch, installThread, recordCall, refreshThread } from '../matchers/fake-host.js'

const record = (sketches: readonly CallSketch[]) => sketches.map(recordCall)
const logs = (amount: number) =>
  record(Array.from({ length: amount }, (_, at): CallSketch => ['log', [2, `line ${at + 1}`]]))

describe('formatCallTable', () => {
  it('shows number, thread, frame, slot, arguments and answer', () => {
    const calls = record([
      ['config_get', ['token'], { in: 'init', answer: null }],
      ['http_request', ['{"url":"https://a.example"}'], { in: 'invoke' }],
      ['log', [7, 'odd level\u0007'], { on: refreshThread }],
      ['complete_stream', ['{"prompt":"x"}'], { in: 'invoke', answer: '{"content":"hi"}' }],
      ['config_set', ['k', null], { refused: 'NULL_ARGUMENT' }],
    ])
    expect(formatCallTable(calls)).toMatchInlineSnapshot(`
      "    #  thread                  frame   slot             arguments
          1  install 1               init    config_get       "token" → NULL
          2  install 1               invoke  http_request     '{"url":"https://a.example"}' → …
          3  background 2 "refresh"  –       log              7, "odd level\\u0007"
          4  install 1               invoke  complete_stream  '{"prompt":"x"}' → '{"content":"hi"}'
          5  install 1               –       config_set       "k", NULL (refused: NULL_ARGUMENT)"
    `)
  })

  it('shows the latest calls, and marks some', () => {
    const table = formatCallTable(logs(120), { limit: 3, highlight: ({ seq }) => [2, 119].includes(seq) })
    expect(table).toMatchInlineSnapshot(`
      "      #  thread     frame  slot  arguments
        … 1 earlier call
          > 2  install 1  –      log   info, "line 2"
        … 115 calls
          118  install 1  –      log   info, "line 118"
        > 119  install 1  –      log   info, "line 119"
          120  install 1  –      log   info, "line 120""
    `)
  })

  it('keeps no more than the first three older calls in sight', () => {
    const table = formatCallTable(logs(30), { limit: 1, highlight: () => true })
    expect(table.split('\n').map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      '#',
      '> 1',
      '> 2',
      '> 3',
      '… 26 calls',
      '> 30',
    ])
  })

  it('stays within its width, whatever the calls hold', () => {
    const long = 'x'.repeat(100_000)
    const thread = { id: 123, osId: 1, name: long }
    const calls = record([
      ['db_exec', [long, long], { on: thread, in: 'on_config_changed', answer: long }],
      [
        'dispatch_add_issue',
        ['\u0000'.repeat(5000), '😀'.repeat(5000)],
        { on: thread, in: 'on_config_changed', answer: '"'.repeat(999) },
      ],
      ['get_active_agent_id', [], { on: thread, in: 'on_config_changed', answer: long }],
    ])
    for (const line of formatCallTable(calls).split('\n')) expect(line.length).toBeLessThanOrEqual(tableWidth)
  })

  it('says that there was no call', () => {
    expect(formatCallTable([])).toBe('  no call reached the host')
  })
})

it('describes a call on one line', () => {
  const [first, second] = record([
    ['config_set', ['token', 'T1'], { on: refreshThread }],
    ['list_models', [], { in: 'invoke', answer: '{}' }],
  ])
  expect(first && describeCall(first)).toBe('call 1, config_set "token", "T1" on background thread 2 "refresh"')
  expect(second && describeCall(second)).toBe('call 2, list_models on install thread 1 in invoke')
})

it('describes a thread', () => {
  expect(describeThread(refreshThread)).toBe('thread 2 "refresh"')
  expect(describeThread(installThread)).toBe('thread 1')
})

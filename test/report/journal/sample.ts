import type { DroppedCall, Violation } from '../../../src/host/contract.js'
import { type Journal, makeJournal } from '../../../src/report/journal/journal.js'
import { Redactor } from '../../../src/report/secrets.js'
import {
  ambiguousDrop,
  type CallSketch,
  fakeHost,
  installThread,
  lateDrop,
  refreshThread,
} from '../../matchers/fake-host.js'

export const agent = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
export const site = { thread: refreshThread, frame: null, at: 9000 }

const violation: Violation = {
  rule: 'LOG_LEVEL_OUT_OF_RANGE',
  message: 'log got the level 9, which is none.',
  fix: 'use a level from 0 to 4',
  seq: 4,
  slot: 'log',
}

export const sketches: readonly CallSketch[] = [
  ['log', [2, '<script>alert(1)</script>'], { in: 'init' }],
  ['config_get', ['bot_token'], { in: 'invoke', agentId: agent, answer: 'planted-token' }],
  [
    'http_request',
    ['{"url":"https://a.example/botplanted-token/x","body":"long"}'],
    { on: refreshThread, answer: '{"status":200}' },
  ],
  ['log', [9, 'too loud, and planted-token'], { on: refreshThread }],
  ['config_set', ['k', null], { in: 'invoke', refused: 'NULL_ARGUMENT' }],
  ['complete', ['{"model":"m"}'], { on: refreshThread }],
]

/** A journal that has something of everything, made as for a test that failed. */
export function sampleJournal(
  calls: readonly CallSketch[] = sketches,
  drops: readonly DroppedCall[] = [ambiguousDrop, lateDrop],
): Journal {
  const host = fakeHost(calls, drops, {
    violations: [violation],
    strings: {
      handedOut: 3,
      freed: 1,
      outstanding: [
        { ...site, slot: 'config_get', text: 'planted-token', size: 13, pointer: 4096n, thread: installThread },
      ],
      badFrees: [
        { ...site, reason: 'foreign', pointer: 255n },
        {
          ...site,
          reason: 'twice',
          pointer: 256n,
          string: { slot: 'config_get', text: 'eu', handedOut: site, freed: site },
        },
      ],
    },
  })
  return makeJournal({
    test: 'persists the "token" <b>',
    file: '/home/ada/hello/tests/hello.test.ts',
    errors: ['Error: expected "planted-token" to be <nothing>'],
    host,
    start: -1000,
    date: new Date(0),
    redactor: new Redactor([], false),
  })
}

/** So many lines, each of that length. */
export function manyLogs(amount: number, length: number): readonly CallSketch[] {
  return Array.from({ length: amount }, (_, at): CallSketch => ['log', [2, `${at} `.padEnd(length, 'x')]])
}

import { describe, expect, it } from 'vitest'
import { MixUpSigns } from '../../../src/host/rules/slot-mix-up.js'
import type { HandedString } from '../../../src/index.js'
import { installThread, recordCall } from '../../matchers/fake-host.js'
import { installHost } from '../install-host.js'
import { violationsOf } from '../violations-of.js'

const handed = (text: string, pointer: bigint): HandedString => ({
  slot: 'config_get',
  text,
  size: text.length,
  pointer,
  thread: installThread,
  frame: null,
  at: 0,
})

/** A call of log_structured by a plugin that meant free_string. */
const strayFree = (level: number, at: number) =>
  recordCall(['log_structured', [level, null, null], { refused: 'SLOT_MIX_UP' }], at)

describe('SLOT_MIX_UP', () => {
  it('names the strings whose free_string landed in log_structured', () => {
    const signs = new MixUpSigns()
    signs.addStrayFree(strayFree(0x1a2b3c40, 4))
    signs.addStrayFree(strayFree(-0x10, 6))
    const outstanding = [handed('eu', 0x7fff_1a2b_3c40n), handed('secret', 0x7fff_ffff_fff0n)]
    expect(signs.diagnose(() => outstanding)).toEqual({
      message:
        'free_string of the plugin lands in log_structured, as when its copy of the host table leaves that slot out: ' +
        'call 5 got the address of "eu" (config_get) as its level and ' +
        'call 7 got the address of "secret" (config_get) as its level.',
      seq: 5,
      slot: 'log_structured',
    })
  })

  it('names a few calls of many, and other signs besides', () => {
    const signs = new MixUpSigns()
    for (let at = 0; at < 5; at++) signs.addStrayFree(strayFree(16 * at, at))
    signs.addLevel(recordCall(['log', [9, 'message']], 5))
    expect(signs.diagnose(() => [])?.message).toMatch(
      /call 1 got the address of a string of the host as its level, call 2 .*, call 3 .* and 2 more such calls\. It also sent 1 log level outside 0 to 4 \(call 6\)\.$/,
    )
  })

  it('is probable when signs of two kinds come together, and the single violations stay', () => {
    const host = installHost()
    host.api.log(9, 'one')
    expect(violationsOf(host, 'SLOT_MIX_UP')).toEqual([])
    host.api.logStructured(2, 'two', 'no JSON')
    host.api.log(7, 'three')
    host.api.freeString(0x1234n)
    expect(violationsOf(host, 'SLOT_MIX_UP')).toMatchObject([
      {
        message:
          'The plugin probably calls slots by other places than theirs: it sent 2 log levels outside 0 to 4 (calls 1 and 3), ' +
          '1 text in the place of JSON (call 2) and 1 free of addresses that no host handed out.',
        seq: 1,
        section: '1.1',
      },
    ])
    expect(violationsOf(host, 'LOG_LEVEL_OUT_OF_RANGE', 'LOG_PAYLOAD_NOT_AN_OBJECT', 'BAD_FREE')).toHaveLength(4)
  })

  it('stays one violation, which learns more with each read', () => {
    const host = installHost()
    host.api.log(9, 'one')
    host.api.httpRequest('no JSON')
    expect(violationsOf(host, 'SLOT_MIX_UP')).toMatchObject([{ message: expect.stringContaining('1 log level ') }])
    host.api.log(9, 'two')
    expect(violationsOf(host, 'SLOT_MIX_UP')).toMatchObject([{ message: expect.stringContaining('2 log levels ') }])
  })

  it('is not made of signs of one kind', () => {
    const host = installHost()
    for (let level = 5; level < 20; level++) host.api.log(level, 'message')
    host.api.log(2, 'a good one')
    expect(violationsOf(host, 'SLOT_MIX_UP')).toEqual([])
  })

  it('is not looked for in JSON of the wrong kind, nor in strings that come back twice', () => {
    const host = installHost()
    host.api.log(9, 'message')
    host.api.logStructured(2, 'message', '[]')
    host.api.httpRequest('5')
    expect(violationsOf(host, 'SLOT_MIX_UP')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import type { HandedString } from '../../src/host/contract.js'
import { failureOf } from './failure.js'
import { fakeHost, installThread, refreshThread } from './fake-host.js'

const region: HandedString = {
  slot: 'config_get',
  text: 'eu',
  size: 2,
  pointer: 0x10n,
  thread: installThread,
  frame: { id: 1, kind: 'invoke' },
  at: 1000,
}
const page: HandedString = {
  ...region,
  slot: 'http_request',
  text: '{"status":200}',
  size: 14,
  thread: refreshThread,
  frame: null,
}

const hostWith = (outstanding: HandedString[], abiVersion = 6) =>
  fakeHost([['config_get', ['region'], { answer: 'eu', in: 'invoke' }]], [], {
    abiVersion,
    strings: { handedOut: 3, freed: 3 - outstanding.length, outstanding, badFrees: [] },
  })

describe('toHaveFreedEveryString', () => {
  it('passes when nothing is outstanding', () => {
    expect(hostWith([])).toHaveFreedEveryString()
    expect(fakeHost()).toHaveFreedEveryString()
    expect(hostWith([region])).not.toHaveFreedEveryString()
  })

  it('can stand where a value is expected', () => {
    expect({ host: hostWith([]) }).toEqual({ host: expect.toHaveFreedEveryString() })
    expect({ host: hostWith([region]) }).toEqual({ host: expect.not.toHaveFreedEveryString() })
  })

  it('acknowledges the strings when its negation passes, and only then', () => {
    const host = hostWith([region])
    failureOf(() => expect(host).toHaveFreedEveryString())
    expect(host.acknowledged).toEqual([])
    expect(host).not.toHaveFreedEveryString()
    expect(host.acknowledged).toEqual(['strings'])
  })

  it('shows the strings that did not come back', () => {
    expect(failureOf(() => expect(hostWith([region, page])).toHaveFreedEveryString())).toMatchInlineSnapshot(`
      "expect(host).toHaveFreedEveryString()

      expected the host to have got every string back through free_string
      2 strings of 3 did not come back; free() of libc is legal too, but no host is told
        slot          bytes  thread       frame   text
        config_get        2  1            invoke  "eu"
        http_request     14  2 "refresh"  –       '{"status":200}'

      1 call reached host 1
          #  thread     frame   slot        arguments
          1  install 1  invoke  config_get  "region" → "eu""
    `)
  })

  it('says how many came back under a negated assertion', () => {
    expect(failureOf(() => expect(hostWith([])).not.toHaveFreedEveryString())).toMatchInlineSnapshot(`
      "expect(host).not.toHaveFreedEveryString()

      expected the host not to have got every string back through free_string
      it got back 3 strings of 3

      1 call reached host 1
          #  thread     frame   slot        arguments
          1  install 1  invoke  config_get  "region" → "eu""
    `)
    expect(failureOf(() => expect(fakeHost()).not.toHaveFreedEveryString())).toContain('it handed out none')
  })

  it('cannot tell below version 6, under .not either', () => {
    expect(failureOf(() => expect(hostWith([], 5)).toHaveFreedEveryString())).toMatchInlineSnapshot(`
      "CANNOT_TELL: toHaveFreedEveryString asks what the host cannot know: its table has no free_string.
        ABI         version 5; plugins free strings by libc, and no host is told
        to fix      ask it of a host with abiVersion: 6
        more        docs/errors/CANNOT_TELL.md"
    `)
    expect(failureOf(() => expect(hostWith([region], 5)).not.toHaveFreedEveryString())).toMatch(/^CANNOT_TELL: /)
  })

  it('takes no argument', () => {
    const given = ['config_get'] as unknown as []
    expect(failureOf(() => expect(hostWith([])).toHaveFreedEveryString(...given))).toMatchInlineSnapshot(`
      "MATCHER_MISUSE: toHaveFreedEveryString takes 0 arguments, but was given 1.
        to fix      call it like this: expect(host).toHaveFreedEveryString()
        more        docs/errors/MATCHER_MISUSE.md"
    `)
  })
})

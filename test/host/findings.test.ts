import { describe, expect, it } from 'vitest'
import { acknowledge } from '../../src/host/host-mark.js'
import { internals } from '../../src/host/mock-host.js'
import { type MockHost, MockHost as MockHostClass } from '../../src/index.js'
import { loadChatter } from '../plugin/load-fixture.js'
import { installHost } from './install-host.js'

const rulesOf = (violations: readonly { rule: string }[]) => violations.map(({ rule }) => rule)
const unexpectedRules = (host: MockHost) => rulesOf(host[internals].findings.unexpectedViolations)

function breakTwoRules(host: MockHost): void {
  host.api.log(9, 'message')
  host.api.dispatchAddIssue('id', '{}')
}

describe('what an assertion has dealt with', () => {
  it('is not unexpected any more: the violations of one rule', () => {
    const host = installHost()
    breakTwoRules(host)
    host[acknowledge]('violations', 'RESERVED_SLOT')
    expect(unexpectedRules(host)).toEqual(['LOG_LEVEL_OUT_OF_RANGE'])
    expect(host.violations).toHaveLength(2)
  })

  it('is not unexpected any more: all violations', () => {
    const host = installHost()
    breakTwoRules(host)
    host[acknowledge]('violations')
    expect(unexpectedRules(host)).toEqual([])
  })

  it('does not cover what comes later', () => {
    const host = installHost()
    breakTwoRules(host)
    host[acknowledge]('violations')
    host.api.log(9, 'again')
    expect(unexpectedRules(host)).toEqual(['LOG_LEVEL_OUT_OF_RANGE'])
  })

  it('covers a violation that has learnt more since', () => {
    const host = installHost()
    host.api.log(9, 'message')
    host.api.httpRequest('no JSON')
    host[acknowledge]('violations', 'SLOT_MIX_UP')
    host.api.log(9, 'again')
    expect(unexpectedRules(host)).not.toContain('SLOT_MIX_UP')
  })

  it('covers the bad frees themselves, when it was about them', () => {
    const host = installHost()
    const { findings } = host[internals]
    host.api.freeString(0x1234n)
    host[acknowledge]('violations', 'LOG_LEVEL_OUT_OF_RANGE')
    expect(findings.unexpectedBadFrees).toHaveLength(1)
    host[acknowledge]('violations', 'BAD_FREE')
    expect(findings.unexpectedBadFrees).toEqual([])
    host.api.freeString(0x1234n)
    expect(findings.unexpectedBadFrees).toHaveLength(1)
  })

  it('covers the error of a responder, when it was about that', () => {
    const host = installHost()
    const { findings } = host[internals]
    host.onConfigGet = () => {
      throw new Error('failed')
    }
    host.api.configGet('key')
    expect(findings.unexpectedErrors).toHaveLength(1)
    host[acknowledge]('violations', 'RESPONDER_FAILED')
    expect(findings.unexpectedErrors).toEqual([])
  })

  it('covers the strings that are outstanding, and none that is handed out later', async () => {
    const { host, plugin } = await loadChatter()
    const { findings } = host[internals]
    host.on.config_get.reply('eu')
    await plugin.invoke('free_none')
    expect(findings.unexpectedStrings).toHaveLength(1)
    host[acknowledge]('strings')
    expect(findings.unexpectedStrings).toEqual([])
    await plugin.invoke('free_none')
    expect(findings.unexpectedStrings).toHaveLength(1)
  })

  it('is forgotten by reset', () => {
    const host = installHost()
    breakTwoRules(host)
    host[acknowledge]('violations')
    host.reset()
    breakTwoRules(host)
    expect(unexpectedRules(host)).toHaveLength(2)
  })
})

describe('what the option allowViolations allows', () => {
  it('stays in host.violations with its reason, and is not unexpected', () => {
    const host = installHost({ allowViolations: { RESERVED_SLOT: 'until the next release' } })
    breakTwoRules(host)
    expect(host.violations).toMatchObject([
      { rule: 'LOG_LEVEL_OUT_OF_RANGE' },
      { rule: 'RESERVED_SLOT', allowed: 'until the next release' },
    ])
    expect(host.violations[0]).not.toHaveProperty('allowed')
    expect(unexpectedRules(host)).toEqual(['LOG_LEVEL_OUT_OF_RANGE'])
  })

  it('covers bad frees and errors of responders', () => {
    const host = installHost({ allowViolations: { BAD_FREE: 'known', RESPONDER_FAILED: 'known' } })
    host.onConfigGet = () => {
      throw new Error('failed')
    }
    host.api.configGet('key')
    host.api.freeString(0x1234n)
    const { unexpectedBadFrees, unexpectedErrors } = host[internals].findings
    expect([unexpectedBadFrees, unexpectedErrors]).toEqual([[], []])
  })
})

describe('strings that are not returned', () => {
  it('are not looked for below version 6, where plugins free by libc and nobody is told', async () => {
    const { host, plugin } = await loadChatter({ abiVersion: 5 })
    host.on.config_get.reply('eu')
    await plugin.invoke('free_none')
    expect(host.strings.outstanding).toHaveLength(1)
    expect(host[internals].findings.unexpectedStrings).toEqual([])
  })

  it('are told apart by the version that a host shows', () => {
    expect(new MockHostClass().abiVersion).toBe(6)
    expect(new MockHostClass({ abiVersion: 3 }).abiVersion).toBe(3)
  })
})

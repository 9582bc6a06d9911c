import { describe, expect, it, vi } from 'vitest'
import { meetUnprepared, type UnpreparedCall } from '../../../src/host/answering/unprepared.js'
import type { SlotCall } from '../../../src/host/simulation/contract.js'
import { MockHost } from '../../../src/index.js'

const call: SlotCall = {
  slot: 'complete',
  texts: ['{"model":"m"}'],
  level: 0,
  pluginId: null,
  agentId: null,
  hasChunkCallback: false,
  key: 0,
}

describe('the option unprepared', () => {
  it("'default' lets the call through", () => {
    expect(meetUnprepared(call, 'host 1', 'default')).toBeUndefined()
  })

  it("'warn' prints the call, and lets it through", () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(meetUnprepared(call, 'host 1', 'warn')).toBeUndefined()
    expect(warn).toHaveBeenCalledWith(
      expect.stringMatching(/UNPREPARED_CALL: complete was called on host 1.*\{"model":"m"\}/s),
    )
    warn.mockRestore()
  })

  it("'fail' stands for the answer, and says how to prepare one", () => {
    const failed = meetUnprepared(call, 'host 1', 'fail')
    expect(failed).toMatchObject({ rule: 'UNPREPARED_CALL', error: { code: 'UNPREPARED_CALL' } })
    expect(String(failed?.error)).toContain('host.on.complete.reply(...)')
  })

  it('a function decides by slot and request', () => {
    const seen: UnpreparedCall[] = []
    const decide = (one: UnpreparedCall) => {
      seen.push(one)
      return seen.length === 1 ? 'fail' : undefined
    }
    expect(meetUnprepared(call, 'host 1', decide)).toBeDefined()
    expect(meetUnprepared(call, 'host 1', decide)).toBeUndefined()
    expect(seen[0]).toEqual({ slot: 'complete', request: { model: 'm' } })
  })

  it('a function that says something else, or throws, is an error of the test', () => {
    expect(meetUnprepared(call, 'host 1', () => 'maybe' as never)?.error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    const thrown = new Error('undecided')
    const decide = () => {
      throw thrown
    }
    expect(meetUnprepared(call, 'host 1', decide)?.error).toBe(thrown)
  })

  it('is checked when the host is made', () => {
    expect(() => new MockHost({ unprepared: 'maybe' as never })).toThrow(/INVALID_OPTION.*"unprepared"/)
    expect(() => new MockHost({ limits: { dispatches: 1 } as never })).toThrow(/INVALID_OPTION.*"limits".*"dispatches"/)
  })
})

import { describe, expect, it } from 'vitest'
import type { Violation } from '../../src/host/contract.js'
import { formatViolations } from '../../src/report/violation-table.js'

const level = (seq: number): Violation => ({
  rule: 'LOG_LEVEL_OUT_OF_RANGE',
  message: `log got the level ${seq}, which is none.`,
  fix: 'use a level from 0 to 4',
  section: '1.3',
  seq,
  slot: 'log',
})
const limit: Violation = { rule: 'JOURNAL_LIMIT', message: '3 calls came too late.', fix: 'raise journalLimit' }
const reserved: Violation = {
  rule: 'RESERVED_SLOT',
  message: 'dispatch_clarify was called.',
  fix: 'leave it out',
  seq: 12,
  slot: 'dispatch_clarify',
  allowed: 'issue 12',
}

describe('the table of violations', () => {
  it('shows the call, the rule, the slot, what happened, and the way out once for each rule', () => {
    expect(`\n${formatViolations([level(5), level(6), reserved, limit])}\n`).toMatchInlineSnapshot(`
      "
          #  rule                    slot
          5  LOG_LEVEL_OUT_OF_RANGE  log
             log got the level 5, which is none.
             to fix: use a level from 0 to 4
             more: docs/violations/LOG_LEVEL_OUT_OF_RANGE.md
          6  LOG_LEVEL_OUT_OF_RANGE  log
             log got the level 6, which is none.
         12  RESERVED_SLOT           dispatch_clarify
             dispatch_clarify was called.
             allowed: issue 12
          –  JOURNAL_LIMIT           –
             3 calls came too late.
             to fix: raise journalLimit
             more: docs/violations/JOURNAL_LIMIT.md
      "
    `)
  })

  it('shows the first ones of many', () => {
    const many = Array.from({ length: 5 }, (_, at) => level(at + 5))
    expect(formatViolations(many, 3)).toMatch(/… 2 more violations$/)
    expect(formatViolations(many, 4)).toMatch(/… 1 more violation$/)
  })
})

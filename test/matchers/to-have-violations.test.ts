import { describe, expect, it } from 'vitest'
import '../../matchers/register-vitest.js'
import type { Violation } from '../../src/host/contract.js'
import { failureOf } from './failure.js'
import { fakeHost } from './fake-host.js'

const reserved: Violation = {
  rule: 'RESERVED_SLOT',
  message: 'dispatch_clarify was called, which is reserved: the app does nothing.',
  fix: 'leave the call out',
  section: '1.1',
  seq: 2,
  slot: 'dispatch_clarify',
}
const allowed: Violation = { ...reserved, allowed: 'issue 12' }

const hostWith = (...violations: Violation[]) =>
  fakeHost(
    [
      ['log', [2, 'ready'], { in: 'init' }],
      ['dispatch_clarify', ['T1', 'yes'], { in: 'invoke' }],
    ],
    [],
    { violations },
  )

describe('toHaveViolations', () => {
  it('passes on any violation, or on one of the rule', () => {
    expect(hostWith(reserved)).toHaveViolations()
    expect(hostWith(reserved)).toHaveViolations('RESERVED_SLOT')
    expect(hostWith(reserved)).not.toHaveViolations('BAD_FREE')
    expect(hostWith()).not.toHaveViolations()
  })

  it('leaves out what an option allows, unless it is asked for that rule', () => {
    expect(hostWith(allowed)).not.toHaveViolations()
    expect(hostWith(allowed)).toHaveViolations('RESERVED_SLOT')
  })

  it('can stand where a value is expected', () => {
    expect({ host: hostWith(reserved) }).toEqual({ host: expect.toHaveViolations('RESERVED_SLOT') })
    expect({ host: hostWith() }).toEqual({ host: expect.not.toHaveViolations() })
  })

  it('acknowledges the violations when it passes, and only then', () => {
    const host = hostWith(reserved)
    expect(host).not.toHaveViolations('BAD_FREE')
    failureOf(() => expect(host).toHaveViolations('BAD_FREE'))
    failureOf(() => expect(host).not.toHaveViolations())
    expect(host.acknowledged).toEqual([])

    expect(host).toHaveViolations('RESERVED_SLOT')
    expect(host).toHaveViolations()
    expect(host.acknowledged).toEqual(['violations RESERVED_SLOT', 'violations'])
  })

  it('says that there is none', () => {
    expect(failureOf(() => expect(hostWith()).toHaveViolations())).toMatchInlineSnapshot(`
      "expect(host).toHaveViolations()

      expected the host to have violations
      it has none

      2 calls reached host 1
          #  thread     frame   slot              arguments
          1  install 1  init    log               info, "ready"
          2  install 1  invoke  dispatch_clarify  "T1", "yes""
    `)
  })

  it('shows those of other rules', () => {
    expect(failureOf(() => expect(hostWith(reserved)).toHaveViolations('BAD_FREE'))).toMatchInlineSnapshot(`
      "expect(host).toHaveViolations("BAD_FREE")

      expected the host to have violations of BAD_FREE
      it has none, but 1 violation of other rules
          #  rule           slot
          2  RESERVED_SLOT  dispatch_clarify
             dispatch_clarify was called, which is reserved: the app does nothing.
             to fix: leave the call out
             more: docs/violations/RESERVED_SLOT.md

      2 calls reached host 1
          #  thread     frame   slot              arguments
          1  install 1  init    log               info, "ready"
          2  install 1  invoke  dispatch_clarify  "T1", "yes""
    `)
  })

  it('says that all of them are allowed', () => {
    expect(failureOf(() => expect(hostWith(allowed)).toHaveViolations())).toMatchInlineSnapshot(`
      "expect(host).toHaveViolations()

      expected the host to have violations
      it has none, but 1 violation that an option allows
          #  rule           slot
          2  RESERVED_SLOT  dispatch_clarify
             dispatch_clarify was called, which is reserved: the app does nothing.
             allowed: issue 12

      2 calls reached host 1
          #  thread     frame   slot              arguments
          1  install 1  init    log               info, "ready"
          2  install 1  invoke  dispatch_clarify  "T1", "yes""
    `)
  })

  it('shows what a negated assertion forbids, and marks the calls', () => {
    expect(failureOf(() => expect(hostWith(reserved)).not.toHaveViolations())).toMatchInlineSnapshot(`
      "expect(host).not.toHaveViolations()

      expected the host not to have violations
      it has 1 violation
          #  rule           slot
          2  RESERVED_SLOT  dispatch_clarify
             dispatch_clarify was called, which is reserved: the app does nothing.
             to fix: leave the call out
             more: docs/violations/RESERVED_SLOT.md

      2 calls reached host 1
          #  thread     frame   slot              arguments
          1  install 1  init    log               info, "ready"
        > 2  install 1  invoke  dispatch_clarify  "T1", "yes""
    `)
  })

  it.each([
    ['an unknown rule', () => expect(hostWith()).not.toHaveViolations('RESERVED_SLOTS' as never)],
    ['a rule that is near none', () => expect(hostWith()).not.toHaveViolations('everything' as never)],
    ['a rule that is no text', () => expect(hostWith()).not.toHaveViolations(/RESERVED/ as never)],
    ['two rules', () => expect(hostWith()).not.toHaveViolations(...(['BAD_FREE', 'BAD_FREE'] as unknown as []))],
  ])('refuses %s, under .not too', (_, assertion) => {
    expect(failureOf(assertion)).toMatchSnapshot()
  })
})

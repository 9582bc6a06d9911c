import { MockHostError } from '../errors/mockhost-error.js'
import type { BadFree, HandedString, Violation, ViolationRule } from '../host/contract.js'
import type { Findings } from '../host/findings.js'
import { count } from '../report/print-value.js'
import { formatBadFrees, formatStrings } from '../report/string-table.js'
import { formatViolations } from '../report/violation-table.js'
import type { TestInfo } from './contract.js'

/** Why a test fails by what its host found out, when its plugins are destroyed: one error for each entry of `failOn`. */
export function failuresOf({ name, options }: TestInfo, findings: Findings): readonly MockHostError[] {
  const { failOn, allowViolations } = options
  const errors: MockHostError[] = []
  const isAllowed = (rule: ViolationRule): boolean => allowViolations?.[rule] !== undefined
  const badFrees = failOn.includes('badFrees') && !isAllowed('BAD_FREE') ? findings.unexpectedBadFrees : []
  const violations = failOn.includes('violations') ? findings.unexpectedViolations : []
  const strings = failOn.includes('leaks') || failOn.includes('leftovers') ? findings.unexpectedStrings : []
  // What has an error of its own is told once.
  const others = violations.filter(
    ({ rule }) => rule !== 'RESPONDER_FAILED' && !isAllowed(rule) && !(rule === 'BAD_FREE' && badFrees.length > 0),
  )
  if (badFrees.length > 0) errors.push(badFreesOf(name, badFrees))
  if (others.length > 0) errors.push(violationsOf(name, others))
  if (strings.length > 0) errors.push(stringsOf(name, strings))
  return errors
}

function badFreesOf(test: string, badFrees: readonly BadFree[]): MockHostError {
  const addresses = badFrees.length === 1 ? 'an address' : 'addresses'
  return new MockHostError({
    code: 'BAD_FREES',
    message: `In the test "${test}" the plugin gave free_string ${addresses} that it must not.`,
    details: [['frees', `\n${formatBadFrees(badFrees)}`]],
    fix: "free each string of the host once, and the plugin's own strings by its own allocator",
  })
}

function violationsOf(test: string, violations: readonly Violation[]): MockHostError {
  return new MockHostError({
    code: 'VIOLATIONS',
    message: `In the test "${test}" the plugin broke the rules of the host: ${count(violations.length, 'violation')}.`,
    details: [['violations', `\n${formatViolations(violations)}`]],
    fix: "mend the plugin; one that is meant: expect(host).toHaveViolations('RULE'); one that has to wait: allowViolations: { RULE: 'reason' }",
  })
}

function stringsOf(test: string, strings: readonly HandedString[]): MockHostError {
  const were = strings.length === 1 ? 'was' : 'were'
  return new MockHostError({
    code: 'LEAKED_STRINGS',
    message: `In the test "${test}" ${count(strings.length, 'string')} of the host ${were} not returned through free_string.`,
    details: [['strings', `\n${formatStrings(strings)}`]],
    fix: 'give each string that a slot answers to free_string; free() of libc is legal too, but looks like a loss from here',
  })
}

import { MockHostError } from '../errors/mockhost-error.js'
import type { BadFree, HandedString, Violation, ViolationRule } from '../host/contract.js'
import type { Findings } from '../host/findings.js'
import { internals, type MockHost } from '../host/mock-host.js'
import { count } from '../report/print-value.js'
import { formatBadFrees, formatStrings } from '../report/string-table.js'
import { formatViolations } from '../report/violation-table.js'
import type { TestInfo } from './contract.js'
import { droppedDuring } from './ended-host.js'
import { looksIntoCalls } from './looks-into-calls.js'

const none: readonly never[] = []

/** What of a host is for this one to tell. */
export interface Telling {
  /** Crashes that may be any host's. */
  readonly anyonesCrashes: boolean
  readonly drops: boolean
}

/**
 * Why a test fails by what one of its hosts has seen: crashes, what its responders threw, which is told once, and what `failOn`
 * names. What an assertion has dealt with is not in it.
 */
export function failuresOfHost(host: MockHost, info: TestInfo, telling: Telling): readonly unknown[] {
  const inner = host[internals]
  if (inner.isUneventful && !looksIntoCalls(info)) return none
  const { findings } = inner
  const { failOn, allowViolations } = info.options
  const thrown = findings.takeUnexpectedErrors()
  const drops = telling.drops && failOn.includes('drops') ? host.drops.slice(findings.acknowledgedDrops) : none
  return [
    ...inner.takeCrashes(telling.anyonesCrashes),
    ...(allowViolations?.RESPONDER_FAILED === undefined ? thrown : none),
    ...(drops.length === 0 ? none : [droppedDuring(info.name, drops)]),
    ...failuresOf(info, findings),
  ]
}

/** By what it found out, when its plugins are destroyed: one error for each entry of `failOn` but for drops. */
function failuresOf({ name, options }: TestInfo, findings: Findings): readonly MockHostError[] {
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

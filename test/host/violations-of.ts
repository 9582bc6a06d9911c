import type { MockHost, Violation, ViolationRule } from '../../src/index.js'

/** The violations of these rules alone: most fixtures break others by the way. */
export function violationsOf(host: MockHost, ...rules: readonly ViolationRule[]): Violation[] {
  return host.violations.filter(({ rule }) => rules.includes(rule))
}

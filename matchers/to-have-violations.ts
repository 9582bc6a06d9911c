import type { Violation, ViolationRule } from '../src/host/contract.js'
import { acknowledge } from '../src/host/host-mark.js'
import { count } from '../src/report/print-value.js'
import { formatViolations } from '../src/report/violation-table.js'
import { checkCount, checkRule } from './arguments.js'
import { hostMatcher } from './kit.js'

/**
 * The plugin broke a rule of the ABI, or did what the real host would lose: this rule, or any. `MockHostMatchers` says
 * how it is called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toHaveViolations } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveViolations })
 * expect(host).toHaveViolations('CONFIG_WITHOUT_AGENT')
 */
export const toHaveViolations = hostMatcher({
  name: 'toHaveViolations',
  example: "expect(host).toHaveViolations('RESERVED_SLOT')",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 0, most: 1 })
    const rule = args.length === 0 ? undefined : checkRule(usage, { label: 'rule', value: args[0] })
    const meant = subject.violations.filter((violation) => isMeant(violation, rule))
    const pass = meant.length > 0
    // What a test has asserted, `failOn` does not hold against it.
    if (pass && !context.isNot) subject[acknowledge]('violations', rule)
    return {
      pass,
      claim: `have ${rule === undefined ? 'violations' : `violations of ${context.utils.EXPECTED_COLOR(rule)}`}`,
      found: () => describeFound(meant, subject.violations, context.utils.RECEIVED_COLOR),
      marked: (call) => meant.some(({ seq }) => seq === call.seq),
    }
  },
})

/** Of one rule all of them; of any rule those that no option allows. */
function isMeant({ rule, allowed }: Violation, wanted: ViolationRule | undefined): boolean {
  return wanted === undefined ? allowed === undefined : rule === wanted
}

function describeFound(
  meant: readonly Violation[],
  all: readonly Violation[],
  color: (text: string) => string,
): string {
  if (meant.length > 0) return `it has ${color(count(meant.length, 'violation'))}\n${formatViolations(meant)}`
  if (all.length === 0) return `it has ${color('none')}`
  const others = all.every(({ allowed }) => allowed !== undefined) ? 'that an option allows' : 'of other rules'
  return `it has ${color('none')}, but ${count(all.length, 'violation')} ${others}\n${formatViolations(all)}`
}

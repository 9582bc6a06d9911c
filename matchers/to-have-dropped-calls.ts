import { acknowledge } from '../src/host/host-mark.js'
import { count } from '../src/report/print-value.js'
import { checkCount, checkNumber } from './arguments.js'
import { hostMatcher } from './kit.js'

/**
 * Calls through the table of this host belonged to no host: exactly `times`, or any number above 0. `MockHostMatchers`
 * says how it is called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toHaveDroppedCalls } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveDroppedCalls })
 * expect(host).toHaveDroppedCalls(1)
 */
export const toHaveDroppedCalls = hostMatcher({
  name: 'toHaveDroppedCalls',
  example: 'expect(host).toHaveDroppedCalls(2)',
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 0, most: 1 })
    const wanted = args.length === 0 ? undefined : checkNumber(usage, { label: 'number of drops', value: args[0] })
    const drops = subject.drops.length
    const pass = wanted === undefined ? drops > 0 : drops === wanted
    // What a test has asserted, `failOn` does not hold against it.
    if (pass && !context.isNot) subject[acknowledge]('drops')
    return {
      pass,
      isCertain: true,
      claim: `have dropped ${wanted === undefined ? 'calls' : context.utils.EXPECTED_COLOR(count(wanted, 'call'))}`,
      found: () => `it dropped ${context.utils.RECEIVED_COLOR(drops === 0 ? 'none' : count(drops, 'call'))}`,
      ...(wanted !== undefined && { diff: () => ({ actual: drops, expected: wanted }) }),
    }
  },
})

import { count } from '../src/report/print-value.js'
import { checkCount, checkNumber, checkSlot } from './arguments.js'
import { hostMatcher } from './kit.js'

/**
 * The plugin called a slot exactly so many times. `MockHostMatchers` says how it is called; here it is a function for
 * `expect.extend`.
 *
 * @example
 * import { toHaveCalledHostTimes } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveCalledHostTimes })
 * expect(host).toHaveCalledHostTimes('http_request', 2)
 */
export const toHaveCalledHostTimes = hostMatcher({
  name: 'toHaveCalledHostTimes',
  example: "expect(host).toHaveCalledHostTimes('http_request', 2)",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 2, most: 2 })
    const slot = checkSlot(usage, { label: 'slot', value: args[0] })
    const times = checkNumber(usage, { label: 'number of calls', value: args[1] })
    const calls = subject.calls.count(slot.name)
    return {
      pass: calls === times,
      isCertain: calls > times,
      claim: `have got ${context.utils.EXPECTED_COLOR(count(times, 'call'))} to ${slot.name}`,
      found: () => `it got ${context.utils.RECEIVED_COLOR(calls === 0 ? 'none' : count(calls, 'call'))}`,
      marked: (call) => call.slot === slot.name,
      diff: () => ({ actual: calls, expected: times }),
    }
  },
})

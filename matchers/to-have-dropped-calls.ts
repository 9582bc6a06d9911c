import { acknowledge } from '../src/host/contract.js'
import { count } from '../src/report/print-value.js'
import { checkCount, checkNumber } from './arguments.js'
import { hostMatcher } from './kit.js'

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
      claim: `have dropped ${wanted === undefined ? 'calls' : context.utils.EXPECTED_COLOR(count(wanted, 'call'))}`,
      found: () => `it dropped ${context.utils.RECEIVED_COLOR(drops === 0 ? 'none' : count(drops, 'call'))}`,
      ...(wanted !== undefined && { diff: () => ({ actual: drops, expected: wanted }) }),
    }
  },
})

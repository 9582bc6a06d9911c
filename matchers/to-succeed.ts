import { checkCount, checkValue } from './arguments.js'
import { isMatch } from './compare.js'
import { describeToolResult } from './describe-tool-result.js'
import { toolResultMatcher } from './kit.js'
import { claimWith } from './search.js'

/**
 * A tool succeeded, with this result if one is given. `MockHostMatchers` says how it is called; here it is a function
 * for `expect.extend`.
 *
 * @example
 * import { toSucceed } from 'osaurus-mockhost/matchers'
 * expect.extend({ toSucceed })
 * expect(await plugin.invoke('fetch_weather', { city: 'Oslo' })).toSucceed({ sky: 'clear' })
 */
export const toSucceed = toolResultMatcher({
  name: 'toSucceed',
  example: "expect(await plugin.invoke('fetch_weather', { city: 'Oslo' })).toSucceed({ sky: 'clear' })",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 0, most: 1 })
    const wanted = args.map((value) => ({ label: 'result', expected: checkValue(usage, { label: 'result', value }) }))
    return {
      pass: subject.ok && wanted.every(({ expected }) => isMatch(context, subject.result, expected)),
      claim: claimWith(context, 'succeed', wanted),
      found: () => context.utils.RECEIVED_COLOR(describeToolResult(subject)),
      ...(subject.ok && wanted[0] && { diff: pairUp(subject.result, wanted[0].expected) }),
    }
  },
})

function pairUp(actual: unknown, expected: unknown) {
  return () => ({ actual, expected })
}

import { checkCount, checkText } from './arguments.js'
import { isMatch } from './compare.js'
import { describeToolResult } from './describe-tool-result.js'
import { toolResultMatcher } from './kit.js'
import { claimWith } from './search.js'

/**
 * A tool failed with this kind of failure, and this message if one is given. `MockHostMatchers` says how it is called;
 * here it is a function for `expect.extend`.
 *
 * @example
 * import { toFailWith } from 'osaurus-mockhost/matchers'
 * expect.extend({ toFailWith })
 * expect(await plugin.invoke('fetch_weather', {})).toFailWith('invalid_args', /city/)
 */
export const toFailWith = toolResultMatcher({
  name: 'toFailWith',
  example: "expect(await plugin.invoke('fetch_weather', {})).toFailWith('invalid_args', /city/)",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 2 })
    const kind = checkText(usage, { label: 'kind', value: args[0] })
    const messages = args.slice(1).map((value) => checkText(usage, { label: 'message', value }))
    return {
      pass:
        !subject.ok &&
        isMatch(context, subject.kind, kind) &&
        messages.every((message) => isMatch(context, subject.message, message)),
      claim: claimWith(context, 'fail', [
        { label: 'kind', expected: kind },
        ...messages.map((expected) => ({ label: 'message', expected })),
      ]),
      found: () => context.utils.RECEIVED_COLOR(describeToolResult(subject)),
    }
  },
})

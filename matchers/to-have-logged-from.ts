import { checkCount, checkText, checkThread } from './arguments.js'
import { hostMatcher } from './kit.js'
import { byMessage, byThread } from './log-criteria.js'
import { judgeSearch, say } from './search.js'

/**
 * A certain thread logged a message. `MockHostMatchers` says how it is called; here it is a function for
 * `expect.extend`.
 *
 * @example
 * import { toHaveLoggedFrom } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveLoggedFrom })
 * expect(host).toHaveLoggedFrom('background', /refreshed/)
 */
export const toHaveLoggedFrom = hostMatcher({
  name: 'toHaveLoggedFrom',
  example: "expect(host).toHaveLoggedFrom('background', /refreshed/)",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 2 })
    const thread = byThread(checkThread(usage, { label: 'thread', value: args[0] }))
    const message = args.length > 1 ? [byMessage(checkText(usage, { label: 'message', value: args[1] }))] : []
    const what = message.map(({ expected }) => say(context, expected)).join('') || 'anything'
    return judgeSearch(context, {
      claim: `have logged ${what} from ${context.utils.EXPECTED_COLOR(String(thread.expected))}`,
      entries: subject.logs.entries,
      callOf: (entry) => entry.call,
      criteria: [...message, thread],
      did: 'it logged',
      none: 'it logged nothing',
    })
  },
})

import { checkCount, checkText } from './arguments.js'
import { hostMatcher } from './kit.js'
import { judgeSearch, say } from './search.js'

/**
 * The plugin asked for a config key, whatever the answer was. `MockHostMatchers` says how it is called; here it is a
 * function for `expect.extend`.
 *
 * @example
 * import { toHaveReadConfig } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveReadConfig })
 * expect(host).toHaveReadConfig('api_key')
 */
export const toHaveReadConfig = hostMatcher({
  name: 'toHaveReadConfig',
  example: "expect(host).toHaveReadConfig('token')",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 1 })
    const key = checkText(usage, { label: 'key', value: args[0] })
    return judgeSearch(context, {
      claim: `have been asked for config ${say(context, key)}`,
      get entries() {
        return subject.configReads.entries
      },
      named: (name) => subject.configReads.of(name),
      callOf: (entry) => entry.call,
      criteria: [{ label: 'key', isName: true, read: (entry) => entry.key, expected: key }],
      did: 'it was asked for',
      none: 'it was asked for no config',
    })
  },
})

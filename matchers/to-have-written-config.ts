import type { ConfigSet } from '../src/host/contract.js'
import { checkCount, checkText, checkTextOrJSON } from './arguments.js'
import { readLike } from './compare.js'
import { hostMatcher } from './kit.js'
import { type Criterion, claimWith, judgeSearch, say } from './search.js'

/**
 * The plugin set a config key, and set it to `value` last. `MockHostMatchers` says how it is called; here it is a
 * function for `expect.extend`.
 *
 * @example
 * import { toHaveWrittenConfig } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveWrittenConfig })
 * expect(host).toHaveWrittenConfig('token')
 */
export const toHaveWrittenConfig = hostMatcher({
  name: 'toHaveWrittenConfig',
  example: "expect(host).toHaveWrittenConfig('token', 'T1')",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 2 })
    const key = checkText(usage, { label: 'key', value: args[0] })
    const value = args.length < 2 ? [] : [byValue(checkTextOrJSON(usage, { label: 'value', value: args[1] }))]
    // The last set of each key: an earlier value is not what the plugin left behind.
    const judgement = judgeSearch(context, {
      claim: claimWith(context, `have written config ${say(context, key)}`, value),
      get entries() {
        return subject.configWrites.lastSets
      },
      named: (name) => {
        const lastSet = subject.configWrites.lastSet(name)
        return lastSet === undefined ? [] : [lastSet]
      },
      callOf: (entry) => entry.call,
      criteria: [{ label: 'key', isName: true, read: (entry) => entry.key, expected: key }, ...value],
      did: 'it wrote',
      none: 'it wrote no config',
    })
    // Where a call was not kept, nobody knows which set was the last.
    return value.length === 0 ? judgement : { ...judgement, isCertain: false }
  },
})

function byValue(expected: unknown): Criterion<ConfigSet> {
  return { label: 'value', read: (entry) => readLike(entry.value, expected), expected }
}

import type { ConfigDelete, ConfigWrite } from '../src/host/contract.js'
import { checkCount, checkText } from './arguments.js'
import { hostMatcher } from './kit.js'
import { judgeSearch, say } from './search.js'

/**
 * The plugin deleted a config key, whether or not it was set again later. `MockHostMatchers` says how it is called;
 * here it is a function for `expect.extend`.
 *
 * @example
 * import { toHaveDeletedConfig } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveDeletedConfig })
 * expect(host).toHaveDeletedConfig('token')
 */
export const toHaveDeletedConfig = hostMatcher({
  name: 'toHaveDeletedConfig',
  example: "expect(host).toHaveDeletedConfig('token')",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 1 })
    const key = checkText(usage, { label: 'key', value: args[0] })
    return judgeSearch(context, {
      claim: `have deleted config ${say(context, key)}`,
      get entries() {
        return subject.configWrites.deletes
      },
      named: (name) => subject.configWrites.of(name).filter(isDelete),
      callOf: (entry) => entry.call,
      criteria: [{ label: 'key', isName: true, read: (entry) => entry.key, expected: key }],
      did: 'it deleted',
      none: 'it deleted no config',
    })
  },
})

function isDelete(write: ConfigWrite): write is ConfigDelete {
  return write.kind === 'delete'
}

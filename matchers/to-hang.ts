import { checkCount } from './arguments.js'
import { endMatcher, readExpectation } from './ends.js'

/**
 * The call has not returned when its time is over. `MockHostMatchers` says how it is called; here it is a function for
 * `expect.extend`.
 *
 * @example
 * import { toHang } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHang })
 * await expect(() => plugin.invoke('lock', {}, { timeout: 500 })).toHang({ during: 'invoke', after: 'config_get' })
 */
export const toHang = endMatcher({
  name: 'toHang',
  example: "await expect(() => plugin.invoke('lock', {}, { timeout: 500 })).toHang({ during: 'invoke' })",
  how: 'hang',
  verb: 'hang',
  read: (usage, args) => {
    checkCount(usage, args, { least: 0, most: 1 })
    return readExpectation(usage, args[0], ['during', 'after'])
  },
})

import { checkCount, checkNumber } from './arguments.js'
import { endMatcher, readExpectation } from './ends.js'

/**
 * The plugin calls exit(), with this code if one is given. `MockHostMatchers` says how it is called; here it is a
 * function for `expect.extend`.
 *
 * @example
 * import { toExit } from 'osaurus-mockhost/matchers'
 * expect.extend({ toExit })
 * await expect(() => plugin.invoke('quit')).toExit(3)
 */
export const toExit = endMatcher({
  name: 'toExit',
  example: "await expect(() => plugin.invoke('quit')).toExit(3)",
  how: 'exit',
  verb: 'exit',
  read: (usage, args) => {
    checkCount(usage, args, { least: 0, most: 2 })
    const code = args[0] === undefined ? {} : { exitCode: checkNumber(usage, { label: 'code', value: args[0] }) }
    return { ...code, ...readExpectation(usage, args[1], ['during', 'after', 'thread']) }
  },
})

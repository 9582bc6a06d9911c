import { checkCount } from './arguments.js'
import { endMatcher, readExpectation } from './ends.js'

/**
 * The call makes the plugin crash. `MockHostMatchers` says how it is called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toCrash } from 'osaurus-mockhost/matchers'
 * expect.extend({ toCrash })
 * await expect(() => plugin.invoke('parse', { text: '' })).toCrash({ signal: 'SIGSEGV', during: 'invoke', after: 'log' })
 */
export const toCrash = endMatcher({
  name: 'toCrash',
  example: "await expect(() => plugin.invoke('parse', { text: '' })).toCrash({ signal: 'SIGSEGV' })",
  how: 'crash',
  verb: 'crash',
  read: (usage, args) => {
    checkCount(usage, args, { least: 0, most: 1 })
    return readExpectation(usage, args[0], ['signal', 'during', 'after', 'thread'])
  },
})

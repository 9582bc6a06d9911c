import { checkCount } from './arguments.js'
import { endMatcher, readExpectation } from './ends.js'

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

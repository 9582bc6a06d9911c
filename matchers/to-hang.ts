import { checkCount } from './arguments.js'
import { endMatcher, readExpectation } from './ends.js'

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

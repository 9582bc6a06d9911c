import { hostMatcher } from './kit.js'
import { judgeRequests } from './request-search.js'

/**
 * The plugin dispatched a task whose request has these fields. `MockHostMatchers` says how it is called; here it is a
 * function for `expect.extend`.
 *
 * @example
 * import { toHaveDispatched } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveDispatched })
 * expect(host).toHaveDispatched()
 */
export const toHaveDispatched = hostMatcher({
  name: 'toHaveDispatched',
  example: "expect(host).toHaveDispatched({ prompt: 'Summarise', title: 'Notes' })",
  judge: (use) => judgeRequests(use, { verb: 'dispatched', anything: 'a task', recorder: use.subject.dispatches }),
})

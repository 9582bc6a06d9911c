import { hostMatcher } from './kit.js'
import { judgeRequests } from './request-search.js'

/**
 * The plugin asked a model for an answer, by `complete` or `complete_stream`, with a request that has these fields.
 * `MockHostMatchers` says how it is called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toHaveRequestedCompletion } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveRequestedCompletion })
 * expect(host).toHaveRequestedCompletion()
 */
export const toHaveRequestedCompletion = hostMatcher({
  name: 'toHaveRequestedCompletion',
  example: "expect(host).toHaveRequestedCompletion({ model: 'local', messages: [{ role: 'user', content: /Oslo/ }] })",
  judge: (use) => {
    const recorder = use.subject.completions
    return judgeRequests(use, { verb: 'requested', anything: 'a completion', recorder })
  },
})

import { hostMatcher } from './kit.js'
import { judgeRequests } from './request-search.js'

export const toHaveRequestedCompletion = hostMatcher({
  name: 'toHaveRequestedCompletion',
  example: "expect(host).toHaveRequestedCompletion({ model: 'local', messages: [{ role: 'user', content: /Oslo/ }] })",
  judge: (use) => {
    const recorder = use.subject.completions
    return judgeRequests(use, { verb: 'requested', anything: 'a completion', recorder })
  },
})

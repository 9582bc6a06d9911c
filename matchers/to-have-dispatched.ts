import { hostMatcher } from './kit.js'
import { judgeRequests } from './request-search.js'

export const toHaveDispatched = hostMatcher({
  name: 'toHaveDispatched',
  example: "expect(host).toHaveDispatched({ prompt: 'Summarise', title: 'Notes' })",
  judge: (use) => judgeRequests(use, { verb: 'dispatched', anything: 'a task', recorder: use.subject.dispatches }),
})

import { isShape } from './compare.js'
import { hostMatcher } from './kit.js'
import { judgeRequests } from './request-search.js'

/**
 * The plugin made an HTTP request with these fields. `MockHostMatchers` says how it is called; here it is a function
 * for `expect.extend`.
 *
 * @example
 * import { toHaveRequestedHTTP } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveRequestedHTTP })
 * expect(host).toHaveRequestedHTTP({ method: 'POST', url: /\/token$/, headers: { Accept: 'application/json' } })
 */
export const toHaveRequestedHTTP = hostMatcher({
  name: 'toHaveRequestedHTTP',
  example: "expect(host).toHaveRequestedHTTP({ method: 'POST', url: /\\/weather$/ })",
  judge: (use) => {
    const recorder = use.subject.httpRequests
    return judgeRequests(use, { verb: 'requested', anything: 'anything', recorder, normalize: normalizeRequest })
  },
})

/** As HTTP and the host have it: a method in upper case, header names in lower case. */
function normalizeRequest(request: unknown): unknown {
  if (!isShape(request)) return request
  return Object.fromEntries(Object.entries(request).map(([name, value]) => [name, normalizeField(name, value)]))
}

function normalizeField(name: string, value: unknown): unknown {
  if (name === 'method' && typeof value === 'string') return value.toUpperCase()
  if (name !== 'headers' || !isShape(value)) return value
  return Object.fromEntries(Object.entries(value).map(([header, text]) => [header.toLowerCase(), text]))
}

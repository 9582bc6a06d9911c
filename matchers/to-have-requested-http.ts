import { asksForFields, copyWith, isAsymmetric } from './asymmetric.js'
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
    return judgeRequests(use, { verb: 'requested', anything: 'anything', recorder, spell })
  },
})

/** As HTTP and the host have it: a method in upper case, header names in lower case. */
function spell(name: string, value: unknown): readonly unknown[] {
  if (name === 'method' && typeof value === 'string') return [value.toUpperCase(), value, value.toLowerCase()]
  if (name !== 'headers') return [value]
  if (isShape(value)) return [lowerNames(value), value]
  const isNamed = isAsymmetric(value) && asksForFields(value) && isShape(value.sample)
  return isNamed ? [copyWith(value, { sample: lowerNames(value.sample) }), value] : [value]
}

function lowerNames(headers: object): object {
  return Object.fromEntries(Object.entries(headers).map(([header, text]) => [header.toLowerCase(), text]))
}

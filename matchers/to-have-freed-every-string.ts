import { hasFreeString } from '../src/abi/slots.js'
import { MockHostError } from '../src/errors/mockhost-error.js'
import type { ReadableHost, StringLedger } from '../src/host/contract.js'
import { acknowledge } from '../src/host/host-mark.js'
import { count } from '../src/report/print-value.js'
import { formatStrings } from '../src/report/string-table.js'
import { checkCount } from './arguments.js'
import { hostMatcher } from './kit.js'

/**
 * The plugin returned every string that the host handed out, through `free_string`. `MockHostMatchers` says how it is
 * called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toHaveFreedEveryString } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveFreedEveryString })
 * await plugin.destroy()
 */
export const toHaveFreedEveryString = hostMatcher({
  name: 'toHaveFreedEveryString',
  example: 'expect(host).toHaveFreedEveryString()',
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 0, most: 0 })
    assertTelling(subject)
    const { strings } = subject
    const pass = strings.outstanding.length === 0
    // What a test has asserted, `failOn` does not hold against it.
    if (!pass && context.isNot) subject[acknowledge]('strings')
    return {
      pass,
      isCertain: true,
      claim: 'have got every string back through free_string',
      found: () => (pass ? describeReturned(strings) : describeOutstanding(strings, context.utils.RECEIVED_COLOR)),
    }
  },
})

/** Under `.not` as well: a claim that nobody can judge has no result. */
function assertTelling({ name, abiVersion }: ReadableHost): void {
  if (hasFreeString(abiVersion)) return
  throw new MockHostError({
    code: 'CANNOT_TELL',
    message: `toHaveFreedEveryString asks what ${name === '' ? 'the host' : name} cannot know: its table has no free_string.`,
    details: [['ABI', `version ${abiVersion}; plugins free strings by libc, and no host is told`]],
    fix: 'ask it of a host with abiVersion: 6',
  })
}

function describeReturned({ handedOut }: StringLedger): string {
  return handedOut === 0 ? 'it handed out none' : `it got back ${count(handedOut, 'string')} of ${handedOut}`
}

function describeOutstanding({ outstanding, handedOut }: StringLedger, color: (text: string) => string): string {
  const missing = `${count(outstanding.length, 'string')} of ${handedOut}`
  return `${color(missing)} did not come back; free() of libc is legal too, but no host is told\n${formatStrings(outstanding)}`
}

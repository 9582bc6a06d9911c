import type { SlotName } from '../src/abi/slots.js'
import type { RecordedCall } from '../src/host/contract.js'
import { checkCount, checkSlot } from './arguments.js'
import { hostMatcher } from './kit.js'
import { misuse, type Usage } from './misuse.js'

/**
 * The plugin called these slots one after the other. `MockHostMatchers` says how it is called; here it is a function
 * for `expect.extend`.
 *
 * @example
 * import { toHaveCalledHostInOrder } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveCalledHostInOrder })
 * expect(host).toHaveCalledHostInOrder(['config_get', 'http_request', 'config_set'])
 */
export const toHaveCalledHostInOrder = hostMatcher({
  name: 'toHaveCalledHostInOrder',
  example: "expect(host).toHaveCalledHostInOrder(['config_get', 'http_request', 'config_set'])",
  judge: ({ subject, args, usage, context }) => {
    checkCount(usage, args, { least: 1, most: 1 })
    const wanted = readSlots(usage, args[0])
    const met = findInOrder(subject.calls.entries, wanted)
    const missing = wanted[met.length]
    const steps = met.map((call) => `${call.slot} (call ${call.seq})`).join(', ')
    return {
      pass: missing === undefined,
      claim: `have got calls to ${context.utils.EXPECTED_COLOR(wanted.join(', '))} in this order`,
      found: () => {
        if (missing === undefined) return `it did: ${context.utils.RECEIVED_COLOR(steps)}`
        if (met.length === 0) return `it got no call to ${missing}`
        return `it got ${context.utils.RECEIVED_COLOR(steps)}, and no ${missing} after that`
      },
      marked: (call) => met.includes(call),
    }
  },
})

function readSlots(usage: Usage, value: unknown): SlotName[] {
  if (!Array.isArray(value) || value.length === 0) return misuse(usage, { message: 'needs an array of slot names.' })
  return value.map((name: unknown) => checkSlot(usage, { label: 'slot', value: name }).name)
}

/** The earliest calls that follow the wanted order as far as it goes; other calls may stand between them. */
function findInOrder(calls: readonly RecordedCall[], wanted: readonly SlotName[]): RecordedCall[] {
  const met: RecordedCall[] = []
  for (const call of calls) {
    if (call.slot === wanted[met.length]) met.push(call)
  }
  return met
}

import type { Slot } from '../src/abi/slots.js'
import type { RecordedCall } from '../src/host/contract.js'
import { describeLevel } from '../src/report/log-level.js'
import { count, listWords } from '../src/report/print-value.js'
import { checkLevel, checkSlot, checkValue } from './arguments.js'
import { isAsymmetric } from './asymmetric.js'
import { readLike } from './compare.js'
import { hostMatcher } from './kit.js'
import { misuse, type Usage } from './misuse.js'
import { type Criterion, claimWith, judgeSearch } from './search.js'

/**
 * The plugin called a slot of the host table, with these arguments if any are given. `MockHostMatchers` says how it is
 * called; here it is a function for `expect.extend`.
 *
 * @example
 * import { toHaveCalledHost } from 'osaurus-mockhost/matchers'
 * expect.extend({ toHaveCalledHost })
 * expect(host).toHaveCalledHost('list_models')
 */
export const toHaveCalledHost = hostMatcher({
  name: 'toHaveCalledHost',
  example: "expect(host).toHaveCalledHost('config_set', 'token', /^T/)",
  judge: ({ subject, args: [slotName, ...values], usage, context }) => {
    const slot = checkSlot(usage, { label: 'slot', value: slotName })
    if (values.length > slot.args.length) {
      const takes = slot.args.length === 0 ? 'takes no argument' : `takes ${count(slot.args.length, 'argument')}`
      misuse(usage, {
        message: `was given ${count(values.length, 'argument')} for ${slot.name}, which ${takes}.`,
        details: slot.args.length === 0 ? [] : [['arguments', listWords(slot.args)]],
      })
    }
    const criteria = values.map((value, at) =>
      byArgument(usage, slot, { at, value: checkValue(usage, { label: `argument ${at + 1}`, value }) }),
    )
    return judgeSearch(context, {
      claim: claimWith(context, `have got a call to ${slot.name}`, criteria),
      entries: subject.calls.to(slot.name),
      callOf: (call) => call,
      criteria,
      did: `it got ${slot.name} with`,
      none: `it got no call to ${slot.name}`,
    })
  },
})

interface GivenArgument {
  readonly at: number
  readonly value: unknown
}

function byArgument(usage: Usage, slot: Slot, { at, value }: GivenArgument): Criterion<RecordedCall> {
  const name = slot.args[at] ?? ''
  if (name === 'level') return byLevel(isAsymmetric(value) ? value : checkLevel(usage, { label: 'level', value }))
  return { label: name, isName: at === 0, read: (call) => readLike(call.args[name], value), expected: value }
}

function byLevel(expected: unknown): Criterion<RecordedCall> {
  return {
    label: 'level',
    read: (call) => call.args.level,
    expected,
    print: (value) => (typeof value === 'number' ? describeLevel(value) : String(value)),
  }
}

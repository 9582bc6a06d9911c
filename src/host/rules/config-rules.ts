import { quote } from '../../report/quote.js'
import type { RecordedCall } from '../contract.js'
import { describeMissingAgent } from './agent.js'
import type { CallRule } from './call-rule.js'

/** No UTF-16 unit takes more bytes of UTF-8. */
const mostBytesAUnit = 3

export const configValueTooLarge: CallRule = {
  rule: 'CONFIG_VALUE_TOO_LARGE',
  slots: ['config_set'],
  judge: (call, _, { configValueBytes: most }) => {
    const value = String(call.args.value)
    if (value.length * mostBytesAUnit <= most) return undefined
    const bytes = Buffer.byteLength(value)
    if (bytes <= most) return undefined
    const [found, allowed] = [bytes, most].map((number) => number.toLocaleString('en-US'))
    return `${nameKey(call)} got a value of ${found} bytes, more than ${allowed}: the app drops it.`
  },
}

export const configWithoutAgent: CallRule = {
  rule: 'CONFIG_WITHOUT_AGENT',
  slots: ['config_get', 'config_set', 'config_delete'],
  judge: (call) => {
    const where = describeMissingAgent(call)
    if (where === undefined) return undefined
    const effect = call.slot === 'config_get' ? 'the app answers NULL' : 'in the app the write is lost'
    return `${nameKey(call)} was called ${where}: ${effect}.`
  },
}

function nameKey({ slot, args }: RecordedCall): string {
  return `${slot} of ${quote(String(args.key), 40)}`
}

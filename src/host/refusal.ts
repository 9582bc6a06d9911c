import { Flag } from '../native/core.js'
import type { RecordedCall, RefusalRule } from './contract.js'

/** Why the core refused a call: in the order in which it looks. */
export function refusalOf(
  call: Pick<RecordedCall, 'slot' | 'args' | 'frame'>,
  flags: number,
  configValueBytes: number,
): RefusalRule {
  if ((flags & Flag.mixUp) !== 0) return 'SLOT_MIX_UP'
  if ((flags & Flag.badFree) !== 0) return 'BAD_FREE'
  if ((flags & (Flag.null0 | Flag.null1)) !== 0) return 'NULL_ARGUMENT'
  if (call.frame?.kind === 'entry') return 'CALL_DURING_ENTRY'
  const { value } = call.args
  const isTooLarge = typeof value === 'string' && Buffer.byteLength(value) > configValueBytes
  return isTooLarge ? 'CONFIG_VALUE_TOO_LARGE' : 'CONFIG_WITHOUT_AGENT'
}

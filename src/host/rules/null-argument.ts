import type { SlotName } from '../../abi/slots.js'
import { listWords } from '../../report/print-value.js'
import type { RecordedCall } from '../contract.js'

/** Arguments that may be NULL (fact sheet, section 1.2). */
const optional: Partial<Record<SlotName, string>> = {
  db_exec: 'params',
  db_query: 'params',
  log_structured: 'payload',
  dispatch_interrupt: 'message',
  dispatch_add_issue: 'issue',
}

/** What a call did that was refused for a NULL. */
export function describeNull({ slot, args }: RecordedCall): string {
  const names = Object.keys(args).filter((name) => args[name] === null && name !== optional[slot])
  return `${slot} was called with NULL for ${listWords(names)}, and did nothing.`
}

import { findSlot } from '../abi/slots.js'
import type { CallArguments, Frame, HostThread, RecordedCall } from '../host/contract.js'
import { describeLevel } from './log-level.js'
import { shorten } from './print-value.js'
import { quote } from './quote.js'

type MadeCall = Pick<RecordedCall, 'slot' | 'args'>

/** No value of an outcome becomes narrower than this. */
const narrowest = 12

/** `thread 7 "refresh"`, or `thread 7` when it has no name. */
export function describeThread(thread: HostThread): string {
  return `thread ${nameThread(thread)}`
}

/** `7 "refresh"`, or `7`. */
export function nameThread({ id, name }: HostThread): string {
  return name === '' ? String(id) : `${id} ${quote(name, 20)}`
}

/** `invoke`, or a dash outside every callback. */
export function nameFrame(frame: Frame | null): string {
  return frame === null ? '–' : frame.kind
}

/** A call on one line: `call 3, config_set "token", "T1" on background thread 7 "refresh" in invoke`. */
export function describeCall(call: RecordedCall): string {
  const what = [call.slot, describeArguments(call)].filter((part) => part !== '').join(' ')
  const where = call.frame === null ? '' : ` in ${call.frame.kind}`
  return `call ${call.seq}, ${what} on ${call.role} ${describeThread(call.thread)}${where}`
}

/** The arguments in the order of the C call, each at most `width` columns: `info, "ready"`. */
export function describeArguments(call: MadeCall, width = 40): string {
  const names = findSlot(call.slot)?.args ?? Object.keys(call.args)
  return names.map((name) => describeArgument(call.args, name, width)).join(', ')
}

/** Arguments, answer and refusal of a call in at most `room` columns: `"token" → NULL`. */
export function describeOutcome(call: RecordedCall, room: number): string {
  const refusal = call.refused === undefined ? '' : `(refused: ${call.refused})`
  const print = (width: number) => {
    const parts = [describeArguments(call, width), describeAnswer(call, width), refusal]
    return parts.filter((part) => part !== '').join(' ')
  }
  // Short values leave their room to long ones, so the widest that fits is looked for.
  for (let width = room; width > narrowest; width -= 2) {
    const outcome = print(width)
    if (outcome.length <= room) return outcome
  }
  return shorten(print(narrowest), room)
}

/** The answer of a slot that answers: `→ "T1"`, `→ NULL`, or `→ …` while the call is in progress. */
function describeAnswer({ slot, answer }: RecordedCall, width: number): string {
  if (findSlot(slot)?.returns !== 'string') return ''
  if (answer === undefined) return '→ …'
  return answer === null ? '→ NULL' : `→ ${quote(answer, width)}`
}

function describeArgument(args: CallArguments, name: string, width: number): string {
  const value = args[name]
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return quote(value, width)
  if (typeof value === 'bigint') return `0x${value.toString(16)}`
  return name === 'level' ? describeLevel(value) : String(value)
}

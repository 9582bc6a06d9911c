import { describeThread, nameFrame } from '../../report/describe-call.js'
import { quote } from '../../report/quote.js'
import type { BadFree, HostThread, RecordedCall, Site } from '../contract.js'

/** What a free did that the ledger refused. */
export function describeBadFree(badFree: BadFree): string {
  const { thread, pointer } = badFree
  const address = `0x${pointer.toString(16)}`
  return `Thread ${thread.id} gave free_string ${address}, which ${describeReason(badFree)}. It was not freed.`
}

function describeReason({ reason, string }: BadFree): string {
  if (reason === 'foreign') return 'was never handed out by a host'
  if (string === undefined) return 'had been freed before'
  const { slot, text, handedOut, freed } = string
  return `had been freed before, ${describeSite(freed)}: ${quote(text, 40)} of ${slot}, handed out ${describeSite(handedOut)}`
}

function describeSite({ thread, frame }: Site): string {
  return frame === null ? `on ${describeThread(thread)}` : `on ${describeThread(thread)} in ${nameFrame(frame)}`
}

/**
 * The calls that made the frees, as far as they stand in the journal: those that were refused for it, in order on each
 * thread. A free is booked to the host that handed the string out, and may have reached another.
 */
export function findCalls(
  badFrees: readonly BadFree[],
  refused: readonly RecordedCall[],
): (RecordedCall | undefined)[] {
  const left = new Map<string, RecordedCall[]>()
  for (const call of refused) {
    const key = keyOf(call.args.pointer, call.thread)
    left.set(key, [...(left.get(key) ?? []), call])
  }
  return badFrees.map(({ pointer, thread }) => left.get(keyOf(pointer, thread))?.shift())
}

function keyOf(pointer: RecordedCall['args'][string] | undefined, thread: HostThread): string {
  return `${pointer} ${thread.id}`
}

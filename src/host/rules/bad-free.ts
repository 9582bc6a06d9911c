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

/** Calls of free_string in order, and which of them was the latest to be found. */
interface Frees {
  readonly calls: RecordedCall[]
  found: number
}

/**
 * The calls that made the frees, as far as they stand in the journal: of those that gave the same address on the same
 * thread, the nearest in time. A free is booked to the host that handed the string out, and may have reached another.
 */
export function findCalls(badFrees: readonly BadFree[], calls: readonly RecordedCall[]): (RecordedCall | undefined)[] {
  const frees = new Map<string, Frees>()
  for (const { pointer, thread } of badFrees) frees.set(keyOf(pointer, thread), { calls: [], found: 0 })
  for (const call of calls) {
    if (call.slot === 'free_string') frees.get(keyOf(call.args.pointer, call.thread))?.calls.push(call)
  }
  return badFrees.map(({ pointer, thread, at }) => takeNearest(frees.get(keyOf(pointer, thread)), at))
}

function keyOf(pointer: RecordedCall['args'][string] | undefined, thread: HostThread): string {
  return `${pointer} ${thread.id}`
}

/** Times only grow, so what was passed over once is not looked at again. */
function takeNearest(frees: Frees | undefined, at: number): RecordedCall | undefined {
  if (frees === undefined) return undefined
  const { calls } = frees
  const distance = (index: number) => Math.abs((calls[index]?.at ?? Number.POSITIVE_INFINITY) - at)
  while (frees.found + 1 < calls.length && distance(frees.found + 1) <= distance(frees.found)) frees.found++
  return calls[frees.found]
}

import { findSlot } from '../../src/abi/slots.js'
import type { RecordedCall } from '../../src/host/contract.js'
import { type CallSource, hasSlot } from '../../src/host/recorders/call-source.js'

/** A journal that a test writes down: the same array, grown, until another array says that it has started over. */
export function listedCalls(list: () => readonly RecordedCall[]): CallSource {
  let known = list()
  let generation = 0
  const forEach = (from: number, visit: (call: RecordedCall) => void) => {
    const calls = list().slice(from)
    for (const call of calls) visit(call)
    return from + calls.length
  }
  const at = (place: number) => {
    const call = list()[place]
    if (call === undefined) throw new RangeError(`no call was written down at ${place}`)
    return call
  }
  return {
    get generation() {
      if (list() !== known) generation++
      known = list()
      return generation
    },
    get length() {
      return list().length
    },
    get threads() {
      return [...new Set(list().map(({ thread }) => thread))]
    },
    at,
    forEach,
    all: list,
    filter: (predicate) => list().filter(predicate),
    findSlots: (mask, from, found) => {
      for (const [place, { slot, refused }] of list().entries()) {
        if (place >= from && hasSlot(mask, findSlot(slot)?.index ?? 0)) found(place, refused !== undefined)
      }
    },
    firstText: (place) => String(Object.values(at(place).args)[0]),
    placeAfter: (seq) => list().filter((call) => call.seq <= seq).length,
  }
}

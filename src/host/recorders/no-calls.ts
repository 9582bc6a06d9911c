import type { CallSource } from './call-source.js'

/** The journal of a host that was never used. */
export const noCalls: CallSource = {
  generation: 0,
  length: 0,
  threads: [],
  at: refuse,
  firstText: refuse,
  all: () => [],
  filter: () => [],
  forEach: (from) => from,
  findSlots: () => {},
  placeAfter: () => 0,
}

function refuse(place: number): never {
  throw new RangeError(`an empty journal has no call ${place}: please report this`)
}

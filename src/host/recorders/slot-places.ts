import type { SlotName } from '../../abi/slots.js'
import { type CallSource, maskOf } from './call-source.js'

/** Where the calls of some slots stand in the journal. Each look goes over the headers that are new since the last. */
export class SlotPlaces {
  readonly #source: () => CallSource
  readonly #mask: number
  readonly #isKept: (isRefused: boolean) => boolean
  #places: number[] = []
  #searched = 0
  #origin: CallSource | undefined
  #generation = 0

  /** @param refused whether refused calls count */
  constructor(source: () => CallSource, slots: readonly SlotName[], { refused }: { readonly refused: boolean }) {
    this.#source = source
    this.#mask = maskOf(slots)
    this.#isKept = refused ? () => true : (isRefused) => !isRefused
  }

  /** The places so far, in order: the same array, grown, until the journal starts over. */
  read(): readonly number[] {
    const source = this.#source()
    const { length } = source
    if (source !== this.#origin || source.generation !== this.#generation) this.#startOver(source)
    if (length > this.#searched) {
      const places = this.#places
      source.findSlots(this.#mask, this.#searched, (place, isRefused) => {
        if (this.#isKept(isRefused)) places.push(place)
      })
      this.#searched = length
    }
    return this.#places
  }

  #startOver(source: CallSource): void {
    this.#origin = source
    this.#generation = source.generation
    this.#places = []
    this.#searched = 0
  }
}

/** How many of the places, which are in order, stand before that one. */
export function countBefore(places: readonly number[], place: number): number {
  let low = 0
  for (let high = places.length; low < high; ) {
    const middle = (low + high) >>> 1
    if ((places[middle] ?? 0) < place) low = middle + 1
    else high = middle
  }
  return low
}

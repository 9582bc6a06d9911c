/** How many items are made at once rather than one of them out of turn. */
const shortGap = 4

/**
 * A list whose items are made at the first look at each, and once. What is read from front to back costs no more than an
 * array; an item that is read out of turn is kept until its turn comes.
 *
 * @example
 * const squares = new LazyList((place) => ({ square: place ** 2 }))
 * squares.at(7) === squares.at(7) // true, and nothing else was made
 */
export class LazyList<Item> {
  readonly #make: (place: number) => Item
  readonly #made: Item[] = []
  #outOfTurn: Map<number, Item> | undefined

  constructor(make: (place: number) => Item) {
    this.#make = make
  }

  /** How many of the first items are made. */
  get madeInTurn(): number {
    return this.#made.length
  }

  /** The item at a place of the list, made if need be. */
  at(place: number): Item {
    const known = this.known(place)
    if (known !== undefined) return known
    if (place - this.#made.length < shortGap) this.upTo(place + 1)
    return this.#made[place] ?? this.keep(place, this.#make(place))
  }

  /** The item, if it was made. */
  known(place: number): Item | undefined {
    return this.#made[place] ?? this.#outOfTurn?.get(place)
  }

  /** Takes an item that somebody else has made for that place. */
  keep(place: number, item: Item): Item {
    this.#outOfTurn ??= new Map()
    this.#outOfTurn.set(place, item)
    return item
  }

  /** The first items as an array, always the same one. */
  upTo(length: number): readonly Item[] {
    const made = this.#made
    const make = this.#make
    for (let place = made.length; place < length; place++) made.push(this.#takeOver(place) ?? make(place))
    return made
  }

  #takeOver(place: number): Item | undefined {
    const outOfTurn = this.#outOfTurn
    if (outOfTurn === undefined) return undefined
    const item = outOfTurn.get(place)
    if (item !== undefined && outOfTurn.delete(place) && outOfTurn.size === 0) this.#outOfTurn = undefined
    return item
  }
}

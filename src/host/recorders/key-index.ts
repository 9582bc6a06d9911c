/** Where the calls of each key stand in the journal, keys in the order of first sight. Each look reads the keys that are new. */
export class KeyIndex {
  readonly #places: () => readonly number[]
  readonly #keyAt: (place: number) => string
  readonly #byKey = new Map<string, number[]>()
  #indexed: readonly number[] = []
  #length = 0

  /**
   * @param places of the calls that have a key: the same array, grown; another one when the journal starts over
   * @param keyAt key of the call at a place
   */
  constructor(places: () => readonly number[], keyAt: (place: number) => string) {
    this.#places = places
    this.#keyAt = keyAt
  }

  /** The places that have the key. */
  of(key: string): readonly number[] {
    return this.#read().get(key) ?? []
  }

  /** The last place of each key. */
  lastOfEach(): readonly number[] {
    return [...this.#read().values()].flatMap((places) => places.slice(-1))
  }

  #read(): ReadonlyMap<string, number[]> {
    const places = this.#places()
    if (places !== this.#indexed) {
      this.#indexed = places
      this.#length = 0
      this.#byKey.clear()
    }
    for (; this.#length < places.length; this.#length++) this.#add(places[this.#length] ?? 0)
    return this.#byKey
  }

  #add(place: number): void {
    const key = this.#keyAt(place)
    const known = this.#byKey.get(key)
    if (known === undefined) this.#byKey.set(key, [place])
    else known.push(place)
  }
}

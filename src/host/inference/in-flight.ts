/** Counts the calls of each plugin that are in progress together. */
export class InFlight {
  readonly #limit: number
  readonly #counts = new Map<string | null, number>()

  /** @param limit how many there may be of one plugin; `Infinity` for no limit */
  constructor(limit: number) {
    this.#limit = limit
  }

  isFull(pluginId: string | null): boolean {
    return this.#countOf(pluginId) >= this.#limit
  }

  /** Takes one more in. Result: lets it go again, once. */
  enter(pluginId: string | null): () => void {
    this.#counts.set(pluginId, this.#countOf(pluginId) + 1)
    let isIn = true
    return () => {
      if (isIn) this.#counts.set(pluginId, this.#countOf(pluginId) - 1)
      isIn = false
    }
  }

  #countOf(pluginId: string | null): number {
    return this.#counts.get(pluginId) ?? 0
  }
}

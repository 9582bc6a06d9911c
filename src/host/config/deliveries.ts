import { waitAtMost } from '../real-timers.js'

/** A loaded plugin, as far as config is delivered to it. */
export interface ConfigReader {
  readonly pluginId: string
  /** Whether it has `on_config_changed`. */
  readonly isListening: boolean
  readonly hasRoutes: boolean
  /** Keys that its manifest declares as config fields, with their defaults as text. */
  readonly fields: ReadonlyMap<string, string | undefined>
  /** Those of them that hold secrets. */
  readonly secretFields: readonly string[]
  /** Calls `on_config_changed`. */
  deliver(delivery: Delivery): Promise<void>
}

/** One value for one agent; `""` stands for a value that was cleared. */
export interface Delivery {
  readonly key: string
  readonly value: string
  readonly agentId: string
}

/**
 * What is on its way to `on_config_changed` of one plugin: one delivery at a time, in order, and none that says
 * what was delivered last (fact sheet, sections 3.4 and 10).
 */
export class Deliveries {
  readonly #reader: ConfigReader
  readonly #delivered = new Map<string, string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(reader: ConfigReader) {
    this.#reader = reader
  }

  /** @param isForced whether a value is sent that was delivered before */
  send(deliveries: readonly Delivery[], isForced = false): Promise<void> {
    return this.inTurn(async () => {
      for (const delivery of this.claim(deliveries, isForced)) await this.#reader.deliver(delivery)
    })
  }

  /** Those to be delivered, which count as delivered from now on. */
  *claim(deliveries: readonly Delivery[], isForced = false): Generator<Delivery> {
    if (!this.#reader.isListening) return
    for (const delivery of deliveries) {
      const name = JSON.stringify([delivery.agentId, delivery.key])
      if (!isForced && this.#delivered.get(name) === delivery.value) continue
      this.#delivered.set(name, delivery.value)
      yield delivery
    }
  }

  /** Waits for what is on its way, at most so many milliseconds. */
  async settle(timeout = Number.POSITIVE_INFINITY): Promise<void> {
    await waitAtMost(
      timeout,
      this.inTurn(async () => {}),
    )
  }

  /** Runs `work` when everything before it is over, however that went. */
  inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#last.then(work, work)
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    )
    return turn
  }
}

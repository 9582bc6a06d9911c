import type { SlotName } from '../../abi/slots.js'
import type { SimulatedHost, Simulator, Simulators } from './contract.js'

/** What stands behind the slots of one host: each part is made at its first use. */
export class Simulation {
  readonly host: SimulatedHost
  readonly #simulators: Simulators

  constructor(host: SimulatedHost) {
    this.host = host
    this.#simulators = {}
  }

  /** The simulator of a slot; `undefined` where the core answers. */
  simulatorOf(slot: SlotName): Simulator | undefined {
    return this.#simulators[slot]
  }

  /** Gives back what is open. */
  close(): void {}
}

import type { SlotName } from '../../abi/slots.js'
import { Tasks } from '../tasks/tasks.js'
import type { SimulatedHost, Simulator, SlotCall } from './contract.js'

export interface SimulationOptions {
  /** Resolves when that call has returned to the plugin. */
  whenReturned(call: SlotCall): Promise<void>
}

/** What stands behind the slots of one host: each part is made at its first use. */
export class Simulation {
  readonly #host: SimulatedHost
  readonly #options: SimulationOptions
  #tasks: Tasks | undefined

  constructor(host: SimulatedHost, options: SimulationOptions) {
    this.#host = host
    this.#options = options
  }

  get tasks(): Tasks {
    this.#tasks ??= new Tasks(this.#host, this.#options)
    return this.#tasks
  }

  /** The simulator of a slot; `undefined` where the core answers. */
  simulatorOf(slot: SlotName): Simulator | undefined {
    switch (slot) {
      case 'dispatch':
      case 'task_status':
      case 'list_active_tasks':
      case 'dispatch_cancel':
      case 'dispatch_interrupt':
      case 'send_draft':
      case 'dispatch_clarify':
      case 'dispatch_add_issue':
        return this.tasks.simulators[slot]
      default:
        return undefined
    }
  }

  /** Gives back what is open. */
  close(): void {}
}

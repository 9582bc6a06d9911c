import type { SlotName } from '../../abi/slots.js'
import { Files } from '../files/files.js'
import { createHTTP, type HTTPOptions } from '../http/http.js'
import { Inference } from '../inference/inference.js'
import { Storage } from '../storage/storage.js'
import { Tasks } from '../tasks/tasks.js'
import type { SimulatedHost, Simulator, Simulators, SlotCall } from './contract.js'

export interface SimulationOptions extends HTTPOptions {
  /** Path of the database file; left out: the database is in memory. */
  readonly database?: string | undefined
  /** Resolves when that call has returned to the plugin. */
  whenReturned(call: SlotCall): Promise<void>
}

/** The part that stands behind each slot; a slot that has none is the core's. */
const partOf = {
  db_exec: 'storage',
  db_query: 'storage',
  dispatch: 'tasks',
  task_status: 'tasks',
  list_active_tasks: 'tasks',
  dispatch_cancel: 'tasks',
  dispatch_interrupt: 'tasks',
  send_draft: 'tasks',
  dispatch_clarify: 'tasks',
  dispatch_add_issue: 'tasks',
  complete: 'inference',
  complete_stream: 'inference',
  complete_cancel: 'inference',
  embed: 'inference',
  list_models: 'inference',
  http_request: 'http',
  file_read: 'files',
} as const satisfies { readonly [Slot in SlotName]?: keyof Simulation }

/** What stands behind the slots of one host: each part is made at its first use. */
export class Simulation {
  readonly #host: SimulatedHost
  readonly #options: SimulationOptions
  #storage: Storage | undefined
  #tasks: Tasks | undefined
  #inference: Inference | undefined
  #files: Files | undefined
  #http: { readonly simulators: { readonly http_request: Simulator } } | undefined

  constructor(host: SimulatedHost, options: SimulationOptions) {
    this.#host = host
    this.#options = options
  }

  get storage(): Storage {
    this.#storage ??= new Storage(this.#host, { file: this.#options.database })
    return this.#storage
  }

  get tasks(): Tasks {
    this.#tasks ??= new Tasks(this.#host, this.#options)
    return this.#tasks
  }

  get inference(): Inference {
    this.#inference ??= new Inference(this.#host)
    return this.#inference
  }

  get files(): Files {
    this.#files ??= new Files(this.#host)
    return this.#files
  }

  get http(): { readonly simulators: { readonly http_request: Simulator } } {
    this.#http ??= { simulators: { http_request: createHTTP(this.#host, this.#options) } }
    return this.#http
  }

  /** The simulator of a slot; `undefined` where the core answers. */
  simulatorOf(slot: SlotName): Simulator | undefined {
    if (!isSimulated(slot)) return undefined
    const { simulators }: { readonly simulators: Simulators } = this[partOf[slot]]
    return simulators[slot]
  }

  /** Gives back what is open. */
  close(): void {
    this.#files?.close()
    this.#storage?.close()
  }
}

function isSimulated(slot: SlotName): slot is keyof typeof partOf {
  return Object.hasOwn(partOf, slot)
}

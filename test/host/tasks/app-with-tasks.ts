import type { SlotName } from '../../../src/abi/slots.js'
import { createClock, type HostClock } from '../../../src/host/simulation/clock.js'
import type { SlotCall } from '../../../src/host/simulation/contract.js'
import { appLimits, type Limits } from '../../../src/host/simulation/limits.js'
import type { TaskListener } from '../../../src/host/tasks/task-listener.js'
import { Tasks } from '../../../src/host/tasks/tasks.js'

export const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
export const BOB = '22222222-BBBB-4BBB-8BBB-BBBBBBBBBBBB'
export const ID = 'AAAAAAAA-0000-4000-8000-00000000000A'

/** Who calls a slot. */
export interface Caller {
  readonly pluginId?: string | null
  readonly agentId?: string | null
}

interface AppOptions {
  readonly isStrict?: boolean
  readonly limits?: Partial<Limits>
  /** Default: every call has returned at once. */
  readonly whenReturned?: (call: SlotCall) => Promise<void>
}

/** The tasks of a host that no plugin is loaded into: the test calls the slots, and listens in the plugin's place. */
export class AppWithTasks {
  readonly tasks: Tasks
  readonly clock: HostClock = createClock()

  constructor({ isStrict = false, limits = {}, whenReturned = async () => {} }: AppOptions = {}) {
    const host = {
      name: 'host 1',
      isStrict,
      limits: { ...appLimits, ...limits },
      clock: this.clock,
      flag() {},
    }
    this.tasks = new Tasks(host, { whenReturned })
  }

  /** What the slot answers: what it is refused with, or else its answer. */
  call(slot: SlotName, texts: readonly (string | null)[], caller: Caller = {}): string | null {
    const simulator = new Map(Object.entries(this.tasks.simulators)).get(slot)
    if (simulator === undefined) throw new Error(`${slot} has no simulator`)
    const call: SlotCall = {
      slot,
      texts,
      pluginId: 'weather',
      agentId: ADA,
      level: 0,
      hasChunkCallback: false,
      key: 1,
      ...caller,
    }
    const admitted = simulator.admit?.(call)
    const answer = typeof admitted === 'string' ? admitted : simulator.answer(call)
    if (typeof answer === 'string' || answer === null) return answer
    throw new Error(`${slot} did not answer at once`)
  }

  /** The same, with the answer parsed. */
  ask(slot: SlotName, texts: readonly (string | null)[], caller?: Caller): Record<string, unknown> {
    return JSON.parse(String(this.call(slot, texts, caller))) as Record<string, unknown>
  }

  /** Dispatches a task, whose id is the result. */
  dispatch(request: object = {}, caller?: Caller): string {
    return String(this.ask('dispatch', [JSON.stringify({ prompt: 'Look', ...request })], caller).id)
  }

  /** The code that a dispatch is refused with. */
  refusal(request: object = {}, caller?: Caller): unknown {
    return this.ask('dispatch', [JSON.stringify({ prompt: 'Look', ...request })], caller).error
  }
}

/** A plugin that writes down the events it gets. */
export class Listener implements TaskListener {
  readonly hasTaskEvents: boolean = true
  readonly pluginId: string
  readonly toolIds: readonly string[]
  readonly got: [taskId: string, type: number, payload: string, agentId: string | null][] = []

  constructor(pluginId = 'weather', toolIds: readonly string[] = []) {
    this.pluginId = pluginId
    this.toolIds = toolIds
  }

  async sendTaskEvent(taskId: string, type: number, payload: string, agentId: string | null): Promise<void> {
    this.got.push([taskId, type, payload, agentId])
  }

  /** Numbers of the events so far. */
  get types(): readonly number[] {
    return this.got.map(([, type]) => type)
  }
}

/** A running task, and the plugin that listens to it and has heard nothing yet. */
export async function startTask(): Promise<{ readonly app: AppWithTasks; readonly plugin: Listener }> {
  const app = new AppWithTasks()
  const plugin = new Listener()
  app.tasks.add(plugin)
  app.dispatch({ id: ID, title: 'Fjords' })
  await app.tasks.settle()
  plugin.got.length = 0
  return { app, plugin }
}

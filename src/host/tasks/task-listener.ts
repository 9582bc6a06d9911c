import type { SlotCall } from '../simulation/contract.js'

/** A loaded plugin, as far as events of tasks are sent to it. */
export interface TaskListener {
  /** Id of the plugin. */
  readonly pluginId: string
  /** Whether it has `on_task_event`. */
  readonly hasTaskEvents: boolean
  /** Ids of the tools in its manifest. */
  readonly toolIds: readonly string[]
  /** Calls `on_task_event` for that agent, and resolves when it has returned. */
  sendTaskEvent(taskId: string, type: number, payload: string, agentId: string | null): Promise<void>
}

/** What tasks ask of the driver of their host. */
export interface TaskOptions {
  /** Resolves when that call has returned to the plugin: the first event of a task waits for it. */
  whenReturned(call: SlotCall): Promise<void>
}

import type { SimulatedHost, Simulators } from '../simulation/contract.js'
import type { HostTasks } from './contract.js'
import {
  dispatchAddIssueSlot,
  dispatchCancelSlot,
  dispatchClarifySlot,
  dispatchInterruptSlot,
  sendDraftSlot,
} from './control-slots.js'
import { DispatchSlot } from './dispatch-slot.js'
import type { EventLines } from './event-lines.js'
import { listActiveTasksSlot, taskStatusSlot } from './status-slots.js'
import { TaskBoard } from './task-board.js'
import { TaskList } from './task-list.js'
import type { TaskListener, TaskOptions } from './task-listener.js'

/** The slots of tasks. */
type TaskSlot =
  | 'dispatch'
  | 'task_status'
  | 'list_active_tasks'
  | 'dispatch_cancel'
  | 'dispatch_interrupt'
  | 'send_draft'
  | 'dispatch_clarify'
  | 'dispatch_add_issue'

/** The tasks of one host: what answers their slots, what the test sees of them, and the plugins that get their events. */
export class Tasks {
  readonly simulators: Required<Pick<Simulators, TaskSlot>>
  readonly tasks: HostTasks
  readonly #lines: EventLines

  constructor(host: SimulatedHost, options: TaskOptions) {
    const board = new TaskBoard(host, options)
    this.tasks = new TaskList(host.name, board)
    this.#lines = board.lines
    this.simulators = {
      dispatch: new DispatchSlot(host, board, this.tasks.builtInTools),
      task_status: taskStatusSlot(board),
      list_active_tasks: listActiveTasksSlot(board),
      dispatch_cancel: dispatchCancelSlot(board),
      dispatch_interrupt: dispatchInterruptSlot(board),
      send_draft: sendDraftSlot(board),
      dispatch_clarify: dispatchClarifySlot,
      dispatch_add_issue: dispatchAddIssueSlot,
    }
  }

  /** From now on the plugin gets the events of its tasks, also of those that it dispatched before a reload. */
  add(listener: TaskListener): void {
    this.#lines.add(listener)
  }

  /** Events that are still on their way to it are given up. Await `settle` first to have them delivered. */
  remove(listener: TaskListener): void {
    this.#lines.remove(listener)
  }

  /**
   * Waits until every event so far, and those that it leads to, has been delivered, however that goes.
   *
   * @param timeout milliseconds of real time after which it waits no longer
   */
  settle(timeout?: number): Promise<void> {
    return this.#lines.settle(timeout)
  }

  /** What events of that plugin ran into that no verb of the test has waited for, unless it was taken before. */
  takeFailures(listener: TaskListener): readonly unknown[] {
    return this.#lines.takeFailures(listener)
  }
}

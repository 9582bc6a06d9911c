import type { HostClock } from '../simulation/clock.js'
import type { SimulatedHost, SlotCall } from '../simulation/contract.js'
import type { TaskEvent } from './contract.js'
import { EventLines } from './event-lines.js'
import { startQueued } from './places.js'
import { startedEvent } from './task-events.js'
import type { TaskOptions } from './task-listener.js'
import type { TaskRecord } from './task-record.js'

/** All tasks of a host, and what sends their events and starts those that are queued. */
export class TaskBoard {
  readonly lines = new EventLines()
  readonly clock: HostClock
  readonly #host: SimulatedHost
  readonly #options: TaskOptions
  readonly #tasks: TaskRecord[] = []

  constructor(host: SimulatedHost, options: TaskOptions) {
    this.clock = host.clock
    this.#host = host
    this.#options = options
  }

  /** Every task, oldest first. */
  get tasks(): readonly TaskRecord[] {
    return this.#tasks
  }

  /** Those that the plugin can see: its own, until the user closes them (fact sheet, section 8.2). */
  ownedBy(pluginId: string | null): readonly TaskRecord[] {
    return this.#tasks.filter((task) => task.owner.pluginId === pluginId && !task.isClosed)
  }

  /** The newest task of that id that the plugin can see. */
  find(pluginId: string | null, id: string | undefined): TaskRecord | undefined {
    return this.ownedBy(pluginId).findLast((task) => task.owner.id === id)
  }

  /** Takes in the task that a call has dispatched. STARTED waits until the plugin knows its id (fact sheet, section 8.5). */
  add(task: TaskRecord, call: SlotCall): void {
    this.#tasks.push(task)
    this.lines.hold(task.owner, this.#options.whenReturned(call))
    this.announce(task, startedEvent(task.request.title))
  }

  /** Sends an event, and resolves when the plugin has got it. */
  send(task: TaskRecord, event: TaskEvent): Promise<void> {
    this.#note(task, event)
    return this.lines.send(task.owner, event)
  }

  /** The same where nobody waits: a plugin that controls a task does not wait for its own callback. */
  announce(task: TaskRecord, event: TaskEvent): void {
    this.#note(task, event)
    this.lines.sendUnwatched(task.owner, event)
  }

  /** Any event may mean that there is room for another task. */
  #note(task: TaskRecord, event: TaskEvent): void {
    task.events.push(event)
    startQueued(this.#tasks, this.#host.limits)
  }
}

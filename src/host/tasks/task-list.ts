import { parseUUID } from '../../abi/uuid.js'
import { MockHostError } from '../../errors/mockhost-error.js'
import { throwAll } from '../../errors/throw-all.js'
import type { HostTask, HostTasks } from './contract.js'
import { Task } from './task.js'
import type { TaskBoard } from './task-board.js'
import type { TaskRecord } from './task-record.js'

/** The tasks of a host, as the test sees them. */
export class TaskList implements HostTasks {
  readonly builtInTools = new Set<string>()
  readonly #hostName: string
  readonly #board: TaskBoard
  readonly #tasks = new WeakMap<TaskRecord, Task>()

  constructor(hostName: string, board: TaskBoard) {
    this.#hostName = hostName
    this.#board = board
  }

  get last(): HostTask {
    const record = this.#board.tasks.at(-1)
    if (record === undefined) throw noTask(this.#hostName)
    return this.#taskOf(record)
  }

  get all(): readonly HostTask[] {
    return this.#board.tasks.map((record) => this.#taskOf(record))
  }

  get active(): readonly HostTask[] {
    return this.#board.tasks.filter((record) => record.isActive).map((record) => this.#taskOf(record))
  }

  [Symbol.iterator](): Iterator<HostTask> {
    return this.all[Symbol.iterator]()
  }

  find(id: string, { pluginId }: { readonly pluginId?: string } = {}): HostTask | undefined {
    const known = parseUUID(id)
    return this.all.findLast((task) => task.id === known && (pluginId === undefined || task.pluginId === pluginId))
  }

  async settle(): Promise<void> {
    const { lines } = this.#board
    await lines.settle()
    throwAll(lines.takeFailures(), 'events of tasks were not delivered')
  }

  /** One object a task, so that two reads are the same. */
  #taskOf(record: TaskRecord): Task {
    const task = this.#tasks.get(record) ?? new Task(record, this.#board)
    this.#tasks.set(record, task)
    return task
  }
}

function noTask(hostName: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${hostName} has no task: no dispatch has been answered with one.`,
    fix: 'let the plugin call dispatch first; an answer that the test prepares for dispatch makes no task',
  })
}

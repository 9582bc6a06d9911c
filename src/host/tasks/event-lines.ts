import { sortedJSON } from '../../abi/sorted-json.js'
import { waitAtMost } from '../real-timers.js'
import type { TaskEvent } from './contract.js'
import { taskEventTypes } from './event-types.js'
import type { TaskListener } from './task-listener.js'
import type { TaskOwner } from './task-record.js'

/** What an event ran into that nobody waited for. */
interface Failure {
  readonly listener: TaskListener | undefined
  readonly error: unknown
}

/**
 * What is on its way to `on_task_event`: one event of a task at a time, in order, and tasks side by side (fact
 * sheet, sections 3.1 and 8.5).
 */
export class EventLines {
  readonly #listeners = new Set<TaskListener>()
  readonly #last = new Map<string, Promise<void>>()
  readonly #onTheirWay = new Set<Promise<void>>()
  #failures: Failure[] = []

  add(listener: TaskListener): void {
    this.#listeners.add(listener)
  }

  remove(listener: TaskListener): void {
    this.#listeners.delete(listener)
  }

  /** The plugin of that id; of several (two images of one library) the one that was loaded last. */
  listenerOf(pluginId: string | null): TaskListener | undefined {
    return [...this.#listeners].findLast((listener) => listener.pluginId === pluginId)
  }

  /** Keeps further events of the task back until then, however that goes. */
  hold(owner: TaskOwner, released: Promise<void>): void {
    this.#inTurn(owner, () => released).catch(() => {})
  }

  /** Resolves when the plugin has got the event, or has gone meanwhile. */
  send(owner: TaskOwner, event: TaskEvent): Promise<void> {
    return this.#inTurn(owner, () => deliver(this.listenerOf(owner.pluginId), owner, event))
  }

  /** Sends an event that nobody waits for: `takeFailures` has what went wrong. */
  sendUnwatched(owner: TaskOwner, event: TaskEvent): void {
    void this.#inTurn(owner, () => this.#deliverUnwatched(owner, event))
  }

  /** What events ran into that nobody waited for, and nobody has taken yet: all of it, or what one plugin ran into. */
  takeFailures(listener?: TaskListener): readonly unknown[] {
    const isMeant = (failure: Failure) => listener === undefined || failure.listener === listener
    const taken = this.#failures.filter(isMeant)
    this.#failures = this.#failures.filter((failure) => !isMeant(failure))
    return taken.map(({ error }) => error)
  }

  /** Waits for all that is on its way, at most so many milliseconds, however that goes. */
  async settle(timeout = Number.POSITIVE_INFINITY): Promise<void> {
    await waitAtMost(timeout, this.#settleAll())
  }

  /** An event may lead to others. */
  async #settleAll(): Promise<void> {
    while (this.#onTheirWay.size > 0) await Promise.allSettled(this.#onTheirWay)
  }

  async #deliverUnwatched(owner: TaskOwner, event: TaskEvent): Promise<void> {
    const listener = this.listenerOf(owner.pluginId)
    try {
      await deliver(listener, owner, event)
    } catch (error) {
      this.#failures.push({ listener, error })
    }
  }

  /** Two plugins may have tasks of one id. */
  #inTurn({ id, pluginId }: TaskOwner, work: () => Promise<void>): Promise<void> {
    const line = JSON.stringify([pluginId, id])
    const turn = (this.#last.get(line) ?? Promise.resolve()).then(work, work)
    this.#last.set(line, turn)
    this.#onTheirWay.add(turn)
    const forget = () => void this.#onTheirWay.delete(turn)
    turn.then(forget, forget)
    return turn
  }
}

async function deliver(
  listener: TaskListener | undefined,
  { id, agentId }: TaskOwner,
  { type, payload }: TaskEvent,
): Promise<void> {
  if (!listener?.hasTaskEvents) return
  await listener.sendTaskEvent(id, taskEventTypes.indexOf(type), sortedJSON(payload), agentId)
}

import { freshUUID } from '../../abi/uuid.js'
import type { SlotCall } from '../simulation/contract.js'
import type { DispatchRequest } from './dispatch-request.js'
import type { TaskBoard } from './task-board.js'

/** The stored chats that a `session_id` names: each belongs to a plugin and an agent (fact sheet, section 8.1). */
export class Conversations {
  readonly #board: TaskBoard
  readonly #ids = new Map<string, string>()

  constructor(board: TaskBoard) {
    this.#board = board
  }

  /** The id of the task that a request starts: that of its conversation, else its own, else a fresh one. */
  chooseId(request: DispatchRequest, call: SlotCall): string {
    const { sessionKey } = request
    if (sessionKey === undefined) return this.#newId(request, call)
    const name = JSON.stringify([call.pluginId, call.agentId, sessionKey])
    const id = this.#continued(name, sessionKey, call) ?? this.#newId(request, call)
    this.#ids.set(name, id)
    return id
  }

  /** None, while any task of the plugin has that key: of which agent does not count there. */
  #continued(name: string, sessionKey: string, { pluginId }: SlotCall): string | undefined {
    const id = this.#ids.get(name)
    const active = this.#board.ownedBy(pluginId).filter((task) => task.isActive)
    const isBusy = active.some((task) => task.request.sessionKey === sessionKey || task.owner.id === id)
    return isBusy ? undefined : id
  }

  /** An id that an active task has, or one of another agent, names no second task. */
  #newId({ id }: DispatchRequest, { pluginId, agentId }: SlotCall): string {
    const holder = this.#board.find(pluginId, id)
    const isFree = holder === undefined || (!holder.isActive && holder.owner.agentId === agentId)
    return id !== undefined && isFree ? id : freshUUID()
  }
}

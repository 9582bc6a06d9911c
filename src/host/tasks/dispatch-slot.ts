import { sortedJSON } from '../../abi/sorted-json.js'
import { DEFAULT_AGENT_ID } from '../agent-id.js'
import type { SimulatedHost, Simulator, SlotCall } from '../simulation/contract.js'
import { SlidingWindow } from '../simulation/sliding-window.js'
import { chooseTools } from './chosen-tools.js'
import { Conversations } from './conversations.js'
import { type DispatchRequest, readDispatch } from './dispatch-request.js'
import type { TaskBoard } from './task-board.js'
import { TaskRecord } from './task-record.js'

/** The slot `dispatch` (fact sheet, section 8.1). */
export class DispatchSlot implements Simulator {
  readonly #host: SimulatedHost
  readonly #board: TaskBoard
  readonly #builtInTools: ReadonlySet<string>
  readonly #conversations: Conversations
  readonly #window: SlidingWindow

  constructor(host: SimulatedHost, board: TaskBoard, builtInTools: ReadonlySet<string>) {
    this.#host = host
    this.#board = board
    this.#builtInTools = builtInTools
    this.#conversations = new Conversations(board)
    this.#window = new SlidingWindow(host.clock, host.limits.dispatchesPerMinute)
  }

  /** In this order: the request, the agent, the rate. */
  admit(call: SlotCall): string | undefined {
    const [text = null] = call.texts
    const request = text === null ? undefined : readDispatch(text)
    if (request === undefined || typeof request === 'string') return request
    if (this.#host.isStrict && !hasAgent(call)) return withoutAgent
    const { pluginId, agentId } = call
    return this.#window.take(JSON.stringify([pluginId, agentId])) ? undefined : this.#tooMany()
  }

  answer(call: SlotCall): string | null {
    const [text = null] = call.texts
    if (text === null) return null
    const request = readDispatch(text)
    if (typeof request === 'string') return request
    const task = this.#makeTask(request, call)
    this.#board.add(task, call)
    // Also when it is queued.
    return sortedJSON({ id: task.owner.id, status: 'running' })
  }

  #makeTask(request: DispatchRequest, call: SlotCall): TaskRecord {
    const { pluginId, agentId } = call
    const own = this.#board.lines.listenerOf(pluginId)?.toolIds ?? []
    const id = this.#conversations.chooseId(request, call)
    const tools = chooseTools(request.tools, new Set([...own, ...this.#builtInTools]))
    const earlier = this.#board.find(pluginId, id)?.turns
    return new TaskRecord({ id, pluginId, agentId }, request, tools, earlier)
  }

  #tooMany(): string {
    const message = `Not more than ${this.#host.limits.dispatchesPerMinute} tasks a minute for a plugin and an agent.`
    return sortedJSON({ error: 'rate_limit_exceeded', message })
  }
}

/** The Default agent counts as none. */
function hasAgent({ agentId }: SlotCall): boolean {
  return agentId !== null && agentId !== DEFAULT_AGENT_ID
}

const withoutAgent = sortedJSON({
  error: 'built_in_agent_not_exposable',
  message: `The built-in agent ${DEFAULT_AGENT_ID} takes no tasks of plugins (plugin/planDispatch).`,
})

import { sortedJSON } from '../../abi/sorted-json.js'
import { trimText } from '../../abi/trim.js'
import { parseUUID } from '../../abi/uuid.js'
import type { Simulator, SlotCall } from '../simulation/contract.js'
import type { TaskBoard } from './task-board.js'
import type { TaskRecord } from './task-record.js'

// What controls a task (fact sheet, sections 8.2 and 8.4). An id that names no task of the plugin does nothing.

/** The slot `dispatch_cancel`: it works on tasks that have ended as well. */
export function dispatchCancelSlot(board: TaskBoard): Simulator {
  return {
    answer(call) {
      const task = taskOf(call, board)
      if (task !== undefined) board.announce(task, task.cancel(board.clock.now()))
      return null
    },
  }
}

/** The slot `dispatch_interrupt`. */
export function dispatchInterruptSlot(board: TaskBoard): Simulator {
  return {
    answer(call) {
      const task = taskOf(call, board)
      const message = trimText(call.texts[1] ?? '')
      if (task?.isActive) board.announce(task, task.interrupt(message, board.clock.now()))
      return null
    },
  }
}

/** The slot `send_draft`. */
export function sendDraftSlot(board: TaskBoard): Simulator {
  return {
    answer(call) {
      const task = taskOf(call, board)
      const draft = call.texts[1] ?? null
      if (task?.isActive && draft !== null) board.announce(task, task.keepDraft(draft))
      return null
    },
  }
}

/** The slot `dispatch_clarify`, which is reserved and does nothing. */
export const dispatchClarifySlot: Simulator = { answer: () => null }

/** The slot `dispatch_add_issue`, which is reserved. */
export const dispatchAddIssueSlot: Simulator = {
  answer: ({ texts: [task = null] }) => (task === null ? null : issuesNotSupported),
}

/** What `dispatch_add_issue` answers, whatever it gets. */
export const issuesNotSupported: string = sortedJSON({
  error: 'not_supported',
  message: 'Issues cannot be added to tasks.',
})

function taskOf({ texts, pluginId }: SlotCall, board: TaskBoard): TaskRecord | undefined {
  return board.find(pluginId, parseUUID(texts[0] ?? ''))
}

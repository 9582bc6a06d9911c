import { sortedJSON } from '../../abi/sorted-json.js'
import { parseUUID } from '../../abi/uuid.js'
import type { Simulator } from '../simulation/contract.js'
import type { TaskBoard } from './task-board.js'
import { describeTask } from './task-object.js'

/** The slot `task_status` (fact sheet, section 8.3). */
export function taskStatusSlot(board: TaskBoard): Simulator {
  return {
    answer({ texts: [text = null], pluginId }) {
      if (text === null) return null
      const id = parseUUID(text)
      if (id === undefined) return sortedJSON({ error: 'invalid_task_id', message: 'The id of a task is a UUID.' })
      const task = board.find(pluginId, id)
      if (task === undefined) return sortedJSON({ error: 'not_found', message: `There is no task ${id}.` })
      return sortedJSON(describeTask(task, board.clock.now()))
    },
  }
}

/** The slot `list_active_tasks` (fact sheet, section 8.3). */
export function listActiveTasksSlot(board: TaskBoard): Simulator {
  return {
    answer({ pluginId }) {
      const active = board.ownedBy(pluginId).filter((task) => task.isActive)
      const now = board.clock.now()
      return sortedJSON({ tasks: active.map((task) => describeTask(task, now)) })
    },
  }
}

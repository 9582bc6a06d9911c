import type { Limits } from '../simulation/limits.js'
import type { TaskRecord } from './task-record.js'

type Capacity = Pick<Limits, 'runningTasks' | 'runningTasksPerAgent'>

/** Starts the tasks that there is room for, the oldest first: only those that run take a place (fact sheet, section 8.1). */
export function startQueued(tasks: readonly TaskRecord[], capacity: Capacity): void {
  for (const task of tasks) {
    if (task.status === 'queued' && hasRoom(task, tasks, capacity)) task.start()
  }
}

function hasRoom({ owner }: TaskRecord, tasks: readonly TaskRecord[], capacity: Capacity): boolean {
  const running = tasks.filter(({ status }) => status === 'running')
  const ofAgent = running.filter((task) => task.owner.agentId === owner.agentId)
  return running.length < capacity.runningTasks && ofAgent.length < capacity.runningTasksPerAgent
}

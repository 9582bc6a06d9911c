import type { TaskRecord } from './task-record.js'

/** Milliseconds that the chat of a task stays loaded when the task has ended (fact sheet, section 8.3). */
const loadedAfterEnd = 15_000

/** Activities that plugins are shown. */
const shownActivities = 20

/** A task as `task_status` and `list_active_tasks` show it. What is `undefined` is left out of the JSON. */
export function describeTask(task: TaskRecord, now: number): Readonly<Record<string, unknown>> {
  const { owner, request, draftObject } = task
  return {
    id: owner.id,
    title: request.title,
    status: task.status === 'waiting' ? 'running' : task.status,
    draft: draftObject,
    ...(isLoaded(task, now) ? { output: task.output } : {}),
    ...describeState(task, now),
  }
}

function describeState(task: TaskRecord, now: number): Readonly<Record<string, unknown>> {
  switch (task.status) {
    case 'queued':
      return { current_step: 'Queued' }
    case 'running':
      return { current_step: task.step ?? 'Running...', activity: lastActivities(task) }
    case 'waiting':
      return { current_step: 'Waiting for clarification', activity: lastActivities(task) }
    case 'completed':
    case 'failed': {
      const session = isLoaded(task, now) ? task.sessionId : undefined
      return { success: task.status === 'completed', summary: task.summary, session_id: session }
    }
    case 'cancelled':
      return {}
  }
}

function lastActivities({ activities }: TaskRecord): unknown {
  return activities.length === 0 ? undefined : activities.slice(-shownActivities)
}

function isLoaded({ endedAt }: TaskRecord, now: number): boolean {
  return endedAt === undefined || now - endedAt < loadedAfterEnd
}

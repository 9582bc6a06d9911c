import { MockHostError } from '../../errors/mockhost-error.js'
import type { HostTask, TaskStatus } from './contract.js'
import type { TaskRecord } from './task-record.js'

/** What only some states of a task allow. */
export type TaskVerb = Extract<
  keyof HostTask,
  'activity' | 'progress' | 'output' | 'clarify' | 'answerClarification' | 'complete' | 'fail' | 'cancel'
>

const running: readonly TaskStatus[] = ['running']

const allowed: Readonly<Record<TaskVerb, readonly TaskStatus[]>> = {
  activity: running,
  progress: running,
  output: running,
  clarify: running,
  answerClarification: ['waiting'],
  complete: running,
  fail: running,
  cancel: ['queued', 'running', 'waiting'],
}

/** Throws when a task is in no state for what the test wants it to do. */
export function assertState({ status, owner, request }: TaskRecord, verb: TaskVerb): void {
  const states = allowed[verb]
  if (states.includes(status)) return
  throw new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${verb}() is not for a task that is ${status}.`,
    details: [
      ['task', `"${request.title}" ${owner.id}`],
      ['expected', `a task that is ${states.join(' or ')}`],
    ],
    fix: fixes[status],
  })
}

const fixes: Readonly<Record<TaskStatus, string>> = {
  queued: 'end a task that runs, or raise limits.runningTasks',
  running: 'call clarify() first',
  waiting: 'call answerClarification() first',
  completed: 'dispatch another task: this one has ended',
  failed: 'dispatch another task: this one has ended',
  cancelled: 'dispatch another task: this one has ended',
}

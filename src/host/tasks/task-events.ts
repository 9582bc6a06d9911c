import type { TaskEvent, TaskQuestion } from './contract.js'

// One function an event (fact sheet, section 8.5). What is `undefined` is left out of the JSON.

export function startedEvent(title: string): TaskEvent {
  return { type: 'started', payload: { status: 'running', title } }
}

/** An activity as tasks keep it. */
export interface KeptActivity {
  readonly kind: string
  readonly title: string
  readonly detail?: string
  readonly timestamp: string
}

export function activityEvent(activity: KeptActivity, metadata: unknown): TaskEvent {
  return { type: 'activity', payload: withoutGaps({ ...activity, metadata }) }
}

export function progressEvent(title: string, progress: number, currentStep: string | undefined): TaskEvent {
  return { type: 'progress', payload: withoutGaps({ title, progress, current_step: currentStep }) }
}

export function clarificationEvent({ question, options = [], allowMultiple = false }: TaskQuestion): TaskEvent {
  const choice = options.length === 0 ? undefined : options
  return { type: 'clarification', payload: withoutGaps({ question, allow_multiple: allowMultiple, options: choice }) }
}

/** How a task has ended of its own accord. */
export interface TaskEnd {
  readonly title: string
  readonly summary: string
  readonly sessionId: string
  readonly output: string | undefined
}

export function endEvent(isSuccess: boolean, { title, summary, sessionId, output }: TaskEnd): TaskEvent {
  const payload = withoutGaps({ success: isSuccess, summary, title, session_id: sessionId, output })
  return { type: isSuccess ? 'completed' : 'failed', payload }
}

export function cancelledEvent(title: string): TaskEvent {
  return { type: 'cancelled', payload: { title } }
}

export function outputEvent(title: string, text: string): TaskEvent {
  return { type: 'output', payload: { text, title } }
}

export function draftEvent(title: string, draft: unknown): TaskEvent {
  return { type: 'draft', payload: withoutGaps({ title, draft }) }
}

/** Events read the same in `task.events` and in JSON. */
function withoutGaps(payload: Record<string, unknown>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
}

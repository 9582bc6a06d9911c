import type { TaskEventType } from '../../plugin/contract.js'

/** The events of `on_task_event`; the place of each is its number (fact sheet, section 8.5). */
export const taskEventTypes: readonly TaskEventType[] = [
  'started',
  'activity',
  'progress',
  'clarification',
  'completed',
  'failed',
  'cancelled',
  'output',
  'draft',
]

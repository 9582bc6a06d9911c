import type { TaskEventType } from './contract.js'

/** Numbers of the task events (fact sheet, section 8.5). */
const taskEvents: readonly TaskEventType[] = [
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

export function taskEventNumber(type: TaskEventType | number): number {
  return typeof type === 'number' ? type : taskEvents.indexOf(type)
}

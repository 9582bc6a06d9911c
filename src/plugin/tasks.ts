import { MockHostError } from '../errors/mockhost-error.js'
import { printValue } from '../report/print-value.js'
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
  const number = typeof type === 'number' ? type : taskEvents.indexOf(type)
  if (Number.isInteger(number) && number >= 0) return number
  throw new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `There is no task event ${printValue(type)}.`,
    details: [['known', taskEvents.map((name, index) => `${name} (${index})`).join(', ')]],
    fix: 'use one of the known names; a number of your own is sent as it is',
  })
}

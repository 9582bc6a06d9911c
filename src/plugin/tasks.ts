import { MockHostError } from '../errors/mockhost-error.js'
import { taskEventTypes } from '../host/tasks/event-types.js'
import { printValue } from '../report/print-value.js'
import type { TaskEventType } from './contract.js'

export function taskEventNumber(type: TaskEventType | number): number {
  const number = typeof type === 'number' ? type : taskEventTypes.indexOf(type)
  if (Number.isInteger(number) && number >= 0) return number
  throw new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `There is no task event ${printValue(type)}.`,
    details: [['known', taskEventTypes.map((name, index) => `${name} (${index})`).join(', ')]],
    fix: 'use one of the known names; a number of your own is sent as it is',
  })
}

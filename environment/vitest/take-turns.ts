import type { EnvironmentOptions } from '../../src/session/options.js'
import type { Task } from './suite-marks.js'
import type { SuiteSettingsOfFile } from './suite-settings.js'

/** A suite or test of Vitest whose order is not fixed yet. */
export interface OrderedTask extends Task {
  concurrent?: boolean | undefined
  readonly type: 'suite' | 'test'
  readonly tasks?: readonly OrderedTask[]
  readonly meta?: { readonly mockHost?: EnvironmentOptions }
}

/**
 * Has the runner itself run the serialised tests of a file one at a time. Started together they would wait for
 * the lease in the places that the runner has for concurrent tests: others get none then, and in Vitest 4.1.0
 * neither does the test that holds the lease, whose hooks need one each: nothing would go on.
 */
export function takeTurns(parent: OrderedTask, settings: SuiteSettingsOfFile): void {
  for (const task of parent.tasks ?? []) {
    const suite = task.type === 'suite' ? task : parent
    if (settings.for(suite, task.meta?.mockHost).isSerialized) task.concurrent = false
    takeTurns(task, settings)
  }
}

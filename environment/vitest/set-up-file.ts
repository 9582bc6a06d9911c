import { lazyMatchers } from './lazy-matchers.js'
import { settingsKey, type WorkerSettings } from './worker-settings.js'
import { type Hooks, wrapTests } from './wrap-tests.js'

/** What of Vitest a setup file hands over: it alone can import the copy that runs the tests. */
export type RunningVitest = Hooks & Pick<typeof import('vitest'), 'expect' | 'inject'>

/** Makes the test file that is about to be collected one whose tests have hosts. */
export function setUpFile(vitest: RunningVitest): void {
  const settings = vitest.inject(settingsKey as never) as WorkerSettings | undefined
  vitest.expect.extend(lazyMatchers())
  wrapTests(vitest, settings ?? { options: {}, root: process.cwd() })
}

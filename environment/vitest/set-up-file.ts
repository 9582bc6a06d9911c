import { runtime } from '../../src/native/runtime.js'
import type { CodeCache } from './code-cache.js'
import { lazyMatchers } from './lazy-matchers.js'
import { settingsKey, type WorkerSettings } from './worker-settings.js'
import { type Hooks, wrapTests } from './wrap-tests.js'

export { offerCodeCache } from './code-cache.js'

/** What of Vitest a setup file hands over: it alone can import the copy that runs the tests. */
export type RunningVitest = Hooks & Pick<typeof import('vitest'), 'expect' | 'inject'>

/**
 * Makes the test file that is about to be collected one whose tests have hosts.
 *
 * @param offer has the hosts of the project in `root` load from V8's code cache, where that can be used
 */
export function setUpFile(vitest: RunningVitest, offer?: (root: string) => CodeCache): void {
  const { inject } = vitest
  const settings = (inject(settingsKey as never) as WorkerSettings | undefined) ?? { options: {}, root: process.cwd() }
  const code = offer?.(settings.root)
  vitest.expect.extend(lazyMatchers())
  wrapTests(vitest, settings, () => {
    // A plugin that crashed may have damaged what would be kept.
    if ((runtime().loaded?.counters.crashes ?? 0) === 0) code?.keep()
  })
}

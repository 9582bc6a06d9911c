import { offerCodeCache } from './code-cache.js'
import { lazyMatchers } from './lazy-matchers.js'
import { settingsKey, type WorkerSettings } from './worker-settings.js'
import { type Hooks, wrapTests } from './wrap-tests.js'

/** What of Vitest a setup file hands over: it alone can import the copy that runs the tests. */
export type RunningVitest = Hooks & Pick<typeof import('vitest'), 'expect' | 'inject'>

/**
 * Makes the test file that is about to be collected one whose tests have hosts.
 *
 * @param setup URL of the setup file, where V8's code cache can be used
 */
export function setUpFile(vitest: RunningVitest, setup?: string): void {
  const { inject } = vitest
  const settings = (inject(settingsKey as never) as WorkerSettings | undefined) ?? { options: {}, root: process.cwd() }
  const code = setup === undefined ? undefined : offerCodeCache(settings.root, new URL('..', setup))
  vitest.expect.extend(lazyMatchers())
  wrapTests(vitest, settings, () => code?.keep())
}

import { test as base, type TestAPI } from 'vitest'
import '../../matchers/register-vitest.js'
import { host, type MockHost, type Plugin, plugin } from '../../src/index.js'

export type {
  ConfigExpectation,
  EndExpectation,
  LogExpectation,
  MockHostMatchers,
  TextPattern,
} from '../../matchers/index.js'
export { host, MockHost, type Plugin, plugin } from '../../src/index.js'
export type { EnvironmentOptions, FailOn } from '../../src/session/options.js'
export { acrossAbiVersions, hostOptions, serialized } from '../vitest/suites.js'

/** What a test of `test` can take besides the context of Vitest. */
export interface MockHostFixtures {
  /** The host of the test. */
  host: MockHost
  /** The plugin of the test, loaded at its first use. */
  plugin: Plugin
}

/**
 * The `test` of Vitest with the host and the plugin of the test as fixtures.
 *
 * @example
 * import { test } from 'osaurus-mockhost/vitest'
 * test('greets', async ({ host, plugin, expect }) => {
 *   expect(await plugin.invoke('greet', { name: 'Ada' })).toSucceed()
 *   expect(host).toHaveLogged(/greeted/)
 * })
 *
 * @remarks
 * Plain `test` of Vitest has a host just as well: `import { host, plugin } from 'osaurus-mockhost'`.
 */
export const test: TestAPI<MockHostFixtures> = base.extend<MockHostFixtures>({ host, plugin })

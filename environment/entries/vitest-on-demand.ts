// What the setup file imports when a test asks for it: it brings the whole host.

import type { TestSession } from '../../src/session/contract.js'
import type { MadeJournal } from '../../src/session/journal/journal-of-test.js'

export { checkEnvironmentOptions } from '../../src/session/options.js'
export { useHost } from '../../src/session/test-host.js'

/** Loaded for a test that has failed: it writes a page, and needs `node:crypto`, which takes long to load. */
export async function keepJournal(session: TestSession, failures: readonly string[]): Promise<MadeJournal | undefined> {
  return (await import('../../src/session/journal/journal-of-test.js')).keepJournal(session, failures)
}

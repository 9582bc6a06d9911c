import { acknowledge } from '../host/host-mark.js'
import type { MockHost } from '../host/mock-host.js'
import type { TestInfo } from './contract.js'
import { failuresOfHost } from './fail-on.js'

/**
 * Why a test fails by what a host has seen that it has made itself: all but drops. A host that outlives the test is looked at by
 * the next one that installs it for what is new.
 *
 * @param isFirst whether crashes that may be any host's are for this one to tell
 */
export function lookAtOwnHost(host: MockHost, info: TestInfo, isFirst: boolean): readonly unknown[] {
  try {
    const errors = failuresOfHost(host, info, { anyonesCrashes: isFirst, drops: false })
    if (errors.length > 0) for (const what of ['strings', 'violations'] as const) host[acknowledge](what)
    return errors
  } catch (error) {
    return [error]
  }
}

import { acknowledge } from '../host/host-mark.js'
import { internals, type MockHost } from '../host/mock-host.js'
import type { TestInfo } from './contract.js'
import { failuresOf } from './fail-on.js'
import { looksIntoCalls } from './looks-into-calls.js'

const none: readonly unknown[] = []

/**
 * Why a test fails by what a host has seen that it has made itself: crashes, what its responders threw, and what `failOn` names,
 * but for drops. What an assertion has dealt with is not in it. A host that outlives the test is looked at by the next one that
 * installs it for what is new.
 *
 * @param isFirst whether crashes that may be any host's are for this one to tell
 */
export function lookAtOwnHost(host: MockHost, info: TestInfo, isFirst: boolean): readonly unknown[] {
  try {
    const inner = host[internals]
    if (inner.isUneventful && !looksIntoCalls(info)) return none
    const { findings } = inner
    const thrown = findings.takeUnexpectedErrors()
    const isAllowed = info.options.allowViolations?.RESPONDER_FAILED !== undefined
    const errors = [...inner.takeCrashes(isFirst), ...(isAllowed ? none : thrown), ...failuresOf(info, findings)]
    if (errors.length > 0) for (const what of ['strings', 'violations'] as const) host[acknowledge](what)
    return errors
  } catch (error) {
    return [error]
  }
}

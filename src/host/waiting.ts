import { MockHostError } from '../errors/mockhost-error.js'
import { formatCallTable } from '../report/call-table.js'
import type { ReadableHost } from './contract.js'
import { isUnderDebugger } from './debugger.js'
import { isThenable } from './is-thenable.js'
import { delay, realNow } from './real-timers.js'

const shortestPause = 1
const longestPause = 8

/** Looks again and again, soon at first, then every 8 ms. */
export async function waitUntil<Host extends ReadableHost>(
  host: Host,
  predicate: (host: Host) => boolean,
  timeout: number,
): Promise<void> {
  const end = realNow() + timeout
  for (let pause = shortestPause; !predicate(host); pause = Math.min(pause * 2, longestPause)) {
    if (realNow() >= end && !isUnderDebugger()) throw untilTimedOut(host, timeout)
    await delay(pause)
  }
}

/** A promise is true at once, whatever it resolves to. */
export function assertNoPromise(isMet: boolean): boolean {
  const given: unknown = isMet
  if (!isThenable(given)) return isMet
  given.then(undefined, () => {})
  throw new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: 'The condition of host.until returned a promise, which would always count as true.',
    fix: 'give a function that returns true or false at once: host.until(({ logs }) => logs.contains("done"))',
  })
}

interface Activity {
  readonly calls: number
  readonly isBusy: boolean
}

export async function waitForIdle(
  host: ReadableHost,
  quiet: number,
  timeout: number,
  look: () => Activity,
): Promise<void> {
  const start = realNow()
  let last = look()
  let since = start
  while (realNow() - since < quiet) {
    if (realNow() - start > timeout && !isUnderDebugger()) throw idleTimedOut(host, quiet, timeout)
    await delay(Math.min(quiet, longestPause))
    const now = look()
    if (now.isBusy || now.calls !== last.calls) since = realNow()
    last = now
  }
}

function untilTimedOut(host: ReadableHost, timeout: number): MockHostError {
  return new MockHostError({
    code: 'UNTIL_TIMED_OUT',
    message: `The condition did not come true within ${timeout} ms.`,
    details: [['calls', `\n${formatCallTable(host.calls.entries)}`]],
    fix: 'check what the plugin was to do by then; a longer wait is { timeout: milliseconds }',
  })
}

function idleTimedOut(host: ReadableHost, quiet: number, timeout: number): MockHostError {
  return new MockHostError({
    code: 'IDLE_TIMED_OUT',
    message: `The plugin was not quiet for ${quiet} ms within ${timeout} ms.`,
    details: [['calls', `\n${formatCallTable(host.calls.entries)}`]],
    fix: 'wait for a condition with host.until, or stop the thread of the plugin that keeps calling',
  })
}

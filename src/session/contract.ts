import type { MockHost } from '../host/mock-host.js'
import type { ProcessName } from '../native/flight-folder.js'
import type { InstallContext } from '../native/install-context.js'
import type { ResolvedOptions } from './options.js'

/** What a test environment says of a test that begins. */
export interface TestInfo {
  /** Full name, suites included: `'webhook > persists the token'`. */
  readonly name: string
  /** Path of the test file. */
  readonly file: string
  /** Folder that the plugin's path is relative to. */
  readonly root: string
  /** Main process of the runner; `undefined`: no flight recorder is kept. */
  readonly run?: ProcessName | undefined
  readonly options: ResolvedOptions
  /** The test's own time limit in milliseconds, where the runner tells it. */
  readonly timeout?: number | undefined
  /** Whether the test runs alone in the process, with its host on the thread's own install stack. */
  readonly isSerialized: boolean
  /** Whether other tests of the file may run at the same time. */
  readonly isConcurrent?: boolean | undefined
  /** Whether the function of the test is over, so that a hook runs of whose start the clock does not hear. */
  readonly isPastFunction?: boolean | undefined
}

/** What the runner times, on the way of a test. */
export interface TestClock {
  /**
   * The function of the test starts, or a hook.
   *
   * @param limit the time that the runner gives it, in milliseconds
   */
  start(limit: number | undefined): void
}

/**
 * One running test. It is made by the environment, maybe in another realm, and holds the host that the
 * test's own copy of the package makes at the first use of `host` or `plugin`.
 */
export interface TestSession {
  readonly info: TestInfo
  /** The host of the test is installed here, below whatever the test installs itself. */
  readonly bottom: InstallContext
  /** The test's functions run here. */
  readonly context: InstallContext
  readonly clock: TestClock
  /** When it began, by `realNow()`. */
  readonly begun: number
  hasEnded: boolean
  /** Set by the copy of the package that makes the host. */
  used?: UsedSession | undefined
  /** Ids of its hosts in the flight recorder. */
  recorded?: number[] | undefined
}

/** What is left of a session some tests after its end: the name, for whoever still uses its host. */
export interface EndedSession {
  readonly info: Pick<TestInfo, 'name'>
  readonly hasEnded: true
  readonly used?: never
}

/** The part of a session that lives in the test's realm. */
export interface UsedSession {
  readonly host: MockHost
  /** A line for the run's output: where the trace of the file lies. Set by `finish`. */
  readonly note: string | undefined
  /** Checks `failOn`, uninstalls, ends the host; its plugins are destroyed by then. Never throws; returns errors. */
  finish(): readonly unknown[]
  /** Gives native memory back; whoever still holds the host can read it. Adds what has to be remembered of it to the file's. */
  close(): EndedHosts
}

/** What a file remembers of the hosts of tests that are over. */
export interface EndedHosts {
  /** Errors for drops and crashes that came since `finish`; each drop is reported once. */
  lateFailures(): readonly unknown[]
}

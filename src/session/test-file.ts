import { realNow } from '../host/real-timers.js'
import { recordEnd } from '../native/flight.js'
import {
  createChildContext,
  createRootContext,
  type InstallContext,
  type LookAtHost,
  retire,
} from '../native/install-context.js'
import { isMainThread } from '../native/js-thread.js'
import { runtime } from '../native/runtime.js'
import { CallClock } from './call-clock.js'
import type { EndedHosts, EndedSession, TestInfo, TestSession, UsedSession } from './contract.js'
import { destroyPlugins, uninstallLeft } from './left-installed.js'
import { describeLeftover, leftFilesOf, leftoversOf, withoutAllowed } from './leftovers.js'
import { looksIntoCalls } from './looks-into-calls.js'
import { OutsideTests } from './outside-tests.js'

/** Ended tests of a file whose hosts keep their native memory, so that late reads stay cheap; tests that used none do not count. */
const keptTests = 64

/** What happened in a test beyond its own assertions. */
export interface TestEnd {
  /** Reasons to fail the test. */
  readonly errors: readonly unknown[]
  /** Lines for the run's output. */
  readonly notes: readonly string[]
}

const none: readonly never[] = []
const quiet: TestEnd = { errors: none, notes: [] }
const ofTest = 'uninstall it before the test ends: using host = new MockHost(), or withInstalled'

/**
 * The tests of one file, as an environment wraps them: `begin`, `run` as often as there are functions
 * (hooks, body), `end`; and `finish` once after the last test.
 */
export class TestFile {
  readonly #runtime = runtime()
  readonly #token = this.#runtime.newFileToken()
  readonly #path: string
  readonly #outside = new OutsideTests()
  /** The last tests that ended, with the native memory of their hosts; a ring. */
  readonly #kept: TestSession[] = []
  /** What is left of those before them. */
  readonly #closed = new Set<EndedHosts>()
  #oldest = 0

  constructor(path: string) {
    this.#path = path
  }

  /** The code of the file itself is about to run: what is installed by now, by code around it, may stay. */
  start(): void {
    this.#outside.begin()
  }

  begin(info: TestInfo): TestSession {
    const session = new Session(info, this.#token)
    const { running } = this.#runtime
    if (info.isSerialized) session.bottom.stack = this.#runtime.binding().core.threadStack()
    noteCompany(session, running)
    running.add(session)
    return session
  }

  run<R>(session: TestSession, body: () => R): R {
    return this.#runtime.runIn(session.context, body)
  }

  /** Never throws. At once unless plugins have to be destroyed. */
  end(session: TestSession): TestEnd | Promise<TestEnd> {
    const { loaded } = session.bottom.scope
    if (loaded.length === 0) return this.#finish(session, none)
    return destroyPlugins(loaded, session.context).then((errors) => this.#finish(session, errors))
  }

  #finish(session: TestSession, ofPlugins: readonly unknown[]): TestEnd {
    const { info, bottom, used } = session
    const { installed, loaded, looks } = bottom.scope
    const ofHost = used === undefined ? none : used.finish()
    const ofOwnHosts = looks === undefined ? none : lookAtHosts(looks, info, used === undefined)
    const ofHosts = ofOwnHosts.length === 0 ? ofHost : [...ofHost, ...ofOwnHosts]
    if (loaded.length === 0 && installed.length === 0 && ofHosts.length === 0 && used?.note === undefined) {
      this.#forget(session)
      return quiet
    }
    const errors = [...ofPlugins, ...ofHosts, ...uninstallLeft(installed, `test "${info.name}"`, ofTest)]
    const leftovers = withoutAllowed(
      info,
      loaded.flatMap((plugin) => plugin.leftovers),
      ({ name }) => [name],
    )
    errors.push(...leftoversOf(info, leftovers))
    errors.push(
      ...leftFilesOf(
        info,
        loaded.flatMap((plugin) => plugin.leftFiles),
      ),
    )
    this.#forget(session)
    const notes = [...leftovers.map(describeLeftover), ...(used?.note === undefined ? none : [used.note])]
    return errors.length === 0 && notes.length === 0 ? quiet : { errors, notes }
  }

  /**
   * Reasons to fail the file: hosts that it left installed outside of its tests, which are uninstalled; and calls, and crashes of
   * threads, that came after the test that owned their host. Never throws.
   */
  async finish(): Promise<readonly unknown[]> {
    const ofHosts = await this.#outside.end(this.#path)
    const kept = this.#kept.splice(0)
    for (const session of [...kept.slice(this.#oldest), ...kept.slice(0, this.#oldest)]) this.#close(session)
    this.#oldest = 0
    return [...ofHosts, ...[...this.#closed].flatMap((ended) => ended.lateFailures())]
  }

  #forget(session: TestSession): void {
    const { info, bottom } = session
    session.hasEnded = true
    this.#runtime.running.delete(session)
    if (session.recorded !== undefined) recordEnd(this.#runtime.binding().core, session)
    // The stack of a serialised test is that of the thread.
    if (!info.isSerialized && bottom.stack !== 0) this.#runtime.loaded?.stacks.release(bottom)
    if (session.used === undefined) retireSession(session)
    else this.#keep(session)
  }

  #keep(session: TestSession): void {
    const oldest = this.#kept[this.#oldest]
    if (oldest !== undefined) this.#close(oldest)
    this.#kept[this.#oldest] = session
    this.#oldest = (this.#oldest + 1) % keptTests
  }

  /** What the runner still holds of the test holds next to nothing from here on. */
  #close(session: TestSession): void {
    if (session.used !== undefined) this.#closed.add(session.used.close())
    session.used = undefined
    retireSession(session)
  }
}

/** Crashes of threads that never called a host are told by one of those that the test had. */
function lookAtHosts(looks: LookAtHost[], info: TestInfo, isAlone: boolean): readonly unknown[] {
  const errors = looks.flatMap((look, index) => look(info as never, isAlone && index === 0))
  // The scope outlives the test for a while, and with it what the looks hold.
  looks.length = 0
  return errors
}

function retireSession({ info, bottom, context }: TestSession): void {
  const left: EndedSession = { info, hasEnded: true }
  retire(bottom, left)
  retire(context, left)
}

/** Of the tests on this JS thread; those on other threads run at the same time only where no lease keeps them apart. */
function noteCompany({ bottom, info }: TestSession, running: ReadonlySet<unknown>): void {
  if (running.size > 0) for (const other of running) (other as TestSession).bottom.scope.hasCompany = true
  bottom.scope.hasCompany = running.size > 0 || (info.options.serialize === false && !isMainThread())
}

class Session implements TestSession {
  readonly info: TestInfo
  readonly bottom: InstallContext
  readonly context: InstallContext
  readonly clock: CallClock
  readonly begun = realNow()
  hasEnded = false
  used: UsedSession | undefined
  recorded: number[] | undefined

  constructor(info: TestInfo, fileToken: number) {
    this.info = info
    this.clock = new CallClock(info)
    this.bottom = createRootContext(this, {
      fileToken,
      callLimit: this.clock,
      looksForFiles: info.options.failOn.includes('leftovers'),
      looksIntoCalls: looksIntoCalls(info),
    })
    this.context = createChildContext(this.bottom)
  }
}

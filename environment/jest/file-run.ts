import { registerMatchers } from '../../matchers/register-jest.js'
import { isThenable } from '../../src/host/is-thenable.js'
import type { TestSession } from '../../src/session/contract.js'
import { type TestEnd, TestFile } from '../../src/session/test-file.js'
import { needsInstallLease, takeLease, takeTurn } from '../lease.js'
import { asError, printNote } from '../report-end.js'
import { addErrors } from './add-errors.js'
import {
  type CircusEvent,
  type CircusHook,
  type CircusState,
  type CircusTest,
  fullName,
  type RuntimeGlobals,
} from './circus.js'
import { type FileConsole, type FilePlace, tellDeaths } from './deaths.js'
import { failTests } from './fail-tests.js'
import { attachJournal, clearJournals } from './journal.js'
import { hideOwnFrames } from './own-frames.js'
import type { SuiteSettings, Suites } from './suites.js'
import { type FunctionRunner, wrapFunctions } from './wrap-functions.js'

interface RunningTest {
  readonly session: TestSession
  readonly release: () => void
}

/** One test file in one run of Jest: gives each test its session, from `test_started` to `test_done`. */
export class FileRun implements FunctionRunner {
  readonly #place: FilePlace
  readonly #suites: Suites
  readonly #consoleOf: () => FileConsole | undefined
  readonly #tests: TestFile
  readonly #running = new Map<CircusTest, RunningTest>()
  #state: CircusState | undefined
  #console: FileConsole | undefined
  /** The running test that is not concurrent; only such a test has hooks. */
  #sequential: RunningTest | undefined
  #releaseFile: (() => void) | undefined

  constructor(place: FilePlace, suites: Suites, consoleOf: () => FileConsole | undefined) {
    this.#place = place
    this.#tests = new TestFile(place.file)
    this.#suites = suites
    this.#consoleOf = consoleOf
  }

  /** Throws what went wrong; the caller must not, since Jest would lose the file. */
  handle(event: CircusEvent, state: CircusState): Promise<void> | void {
    switch (event.name) {
      case 'setup':
        // Before a test can mock it.
        this.#console = this.#consoleOf()
        return this.#setUp(event.runtimeGlobals, state)
      case 'run_start':
        return this.#start(state)
      case 'test_started':
        return this.#begin(event.test)
      case 'hook_start':
        return this.#sequential?.session.clock.start(timeLimit(event.hook, state))
      case 'test_fn_start':
        return this.#running.get(event.test)?.session.clock.start(timeLimit(event.test, state))
      case 'test_done':
        return this.#end(event.test)
      case 'run_finish':
        return this.#finish(state)
    }
  }

  /** Also when Jest has given the file up: it has failed by then, and fails for nothing more. */
  async close(): Promise<void> {
    await this.#endAll()
  }

  /** Ends what the file still holds. Result: reasons to fail it. */
  async #endAll(): Promise<readonly unknown[]> {
    for (const { session, release } of this.#running.values()) {
      await this.#tests.end(session)
      release()
    }
    this.#running.clear()
    this.#sequential = undefined
    const errors = await this.#tests.finish()
    this.#releaseFile?.()
    this.#releaseFile = undefined
    return errors
  }

  runTest<R>(test: CircusTest, body: () => R): R {
    return this.#runIn(this.#running.get(test), body)
  }

  runHook<R>(body: () => R): R {
    return this.#runIn(this.#sequential, body)
  }

  #runIn<R>(running: RunningTest | undefined, body: () => R): R {
    return running === undefined ? body() : this.#tests.run(running.session, body)
  }

  #setUp(globals: RuntimeGlobals, state: CircusState): void {
    // What environments have installed by now, they uninstall when the file is over.
    this.#tests.start()
    registerMatchers(globals.expect)
    this.#suites.attach(state, globals)
  }

  async #start(state: CircusState): Promise<void> {
    this.#state = state
    await this.#tellDeaths(state)
    await clearJournals(this.#place)
    wrapFunctions(state.rootDescribeBlock, this)
    const { options } = this.#suites.settings(state.rootDescribeBlock)
    if (options.serialize !== 'file' || !needsInstallLease()) return
    this.#releaseFile = await takeLease('install', this.#place.file, printNote)
  }

  /** What died in a test of this file is not done again: the test fails for it. */
  async #tellDeaths(state: CircusState): Promise<void> {
    const { file } = this.#place
    for (const { death, error } of await tellDeaths(this.#place, this.#console)) {
      const names = death.tests.filter((test) => test.file === file).map(({ name }) => name)
      if (!failTests(state.rootDescribeBlock, names, error)) state.unhandledErrors.push(error)
    }
  }

  #begin(test: CircusTest): Promise<void> | void {
    const settings = this.#suites.settings(test.parent)
    if (settings.isSerialized) return this.#beginSerialized(test, settings)
    this.#enter(test, settings, () => {})
  }

  /** Waits here and not in the function of the test, where it would count against the test's time limit. */
  async #beginSerialized(test: CircusTest, settings: SuiteSettings): Promise<void> {
    const turn = { name: fullName(test), options: settings.options }
    const release = await takeTurn(turn, this.#releaseFile !== undefined, printNote)
    const { session } = this.#enter(test, settings, release)
    this.#suites.makeHost(session)
  }

  #enter(test: CircusTest, { options, isSerialized }: SuiteSettings, release: () => void): RunningTest {
    const timeout = this.#state && timeLimit(test, this.#state)
    const isConcurrent = test.concurrent
    const info = { ...this.#place, name: fullName(test), options, isSerialized, isConcurrent, timeout }
    const running = { session: this.#tests.begin(info), release }
    this.#running.set(test, running)
    if (!test.concurrent) this.#sequential = running
    return running
  }

  /** At once, unless there is something to wait for: no promise is made then. */
  #end(test: CircusTest): Promise<void> | void {
    const running = this.#running.get(test)
    if (running === undefined) return
    const end = this.#tests.end(running.session)
    return isThenable(end)
      ? end.then((settled) => this.#leave(test, running, settled))
      : this.#leave(test, running, end)
  }

  #leave(test: CircusTest, running: RunningTest, { errors, notes }: TestEnd): Promise<void> | void {
    this.#running.delete(test)
    if (this.#sequential === running) this.#sequential = undefined
    running.release()
    addErrors(test, errors)
    hideOwnFrames(test.errors)
    for (const line of notes) printNote(line)
    if (test.errors.length > 0) return attachJournal(running.session, test.errors)
  }

  /** An error among `unhandledErrors` is shown as one of the file, and makes the run fail. */
  async #finish(state: CircusState): Promise<void> {
    const errors = await this.#endAll()
    state.unhandledErrors.push(...errors.map(asError))
    hideOwnFrames(state.unhandledErrors)
  }
}

/** As jest-circus reads it: 0 is none of its own. */
function timeLimit({ timeout }: CircusTest | CircusHook, { testTimeout }: CircusState): number {
  return timeout || testTimeout
}

import { registerMatchers } from '../../matchers/register-jest.js'
import { MockHostError } from '../../src/errors/mockhost-error.js'
import type { TestSession } from '../../src/session/contract.js'
import { TestFile } from '../../src/session/test-file.js'
import { needsInstallLease, takeLease } from '../lease.js'
import { asError, printNotes } from '../report-end.js'
import { type CircusEvent, type CircusState, type CircusTest, fullName, type RuntimeGlobals } from './circus.js'
import { hideOwnFrames } from './own-frames.js'
import type { SuiteSettings, Suites } from './suites.js'
import { type FunctionRunner, wrapFunctions } from './wrap-functions.js'

/** Where the tests of a run stand. */
export interface FilePlace {
  readonly file: string
  readonly root: string
}

interface RunningTest {
  readonly session: TestSession
  readonly release: () => void
}

const note = (line: string) => printNotes([line])

/** One test file in one run of Jest: gives each test its session, from `test_started` to `test_done`. */
export class FileRun implements FunctionRunner {
  readonly #place: FilePlace
  readonly #suites: Suites
  readonly #tests = new TestFile()
  readonly #running = new Map<CircusTest, RunningTest>()
  #state: CircusState | undefined
  /** The running test that is not concurrent; only such a test has hooks. */
  #sequential: RunningTest | undefined
  #releaseFile: (() => void) | undefined

  constructor(place: FilePlace, suites: Suites) {
    this.#place = place
    this.#suites = suites
  }

  /** Throws what went wrong; the caller must not, since Jest would lose the file. */
  handle(event: CircusEvent, state: CircusState): Promise<void> | void {
    switch (event.name) {
      case 'setup':
        return this.#setUp(event.runtimeGlobals, state)
      case 'run_start':
        return this.#start(state)
      case 'test_started':
        return this.#begin(event.test)
      case 'test_done':
        return this.#end(event.test)
      case 'run_finish':
        return this.#finish(state)
    }
  }

  /** Gives back what the file still holds, also when Jest has given it up. */
  close(): void {
    for (const { release } of this.#running.values()) release()
    this.#running.clear()
    this.#releaseFile?.()
    this.#releaseFile = undefined
  }

  runTest<R>(test: CircusTest, body: () => R): R {
    const running = this.#running.get(test) ?? this.#beginEarly(test)
    return this.#tests.run(running.session, body)
  }

  runHook<R>(body: () => R): R {
    return this.#sequential === undefined ? body() : this.#tests.run(this.#sequential.session, body)
  }

  #setUp(globals: RuntimeGlobals, state: CircusState): void {
    registerMatchers(globals.expect)
    this.#suites.attach(state, globals)
  }

  async #start(state: CircusState): Promise<void> {
    this.#state = state
    wrapFunctions(state.rootDescribeBlock, this)
    const { options } = this.#suites.settings(state.rootDescribeBlock)
    if (options.serialize !== 'file' || !needsInstallLease()) return
    this.#releaseFile = await takeLease('install', this.#place.file, note)
  }

  async #begin(test: CircusTest): Promise<void> {
    if (this.#running.has(test)) return
    const settings = this.#suites.settings(test.parent)
    const name = fullName(test)
    const release = settings.isSerialized ? await takeLease('serialized', name, note) : () => {}
    const running = this.#enter(test, name, settings, release)
    if (!test.concurrent) this.#sequential = running
    if (settings.isSerialized) this.#suites.makeHost(running.session)
  }

  /** Before 30.2, Jest calls the functions of concurrent tests up front. */
  #beginEarly(test: CircusTest): RunningTest {
    const settings = this.#suites.settings(test.parent)
    const name = fullName(test)
    if (settings.isSerialized) throw tooOldToSerialize(name)
    return this.#enter(test, name, settings, () => {})
  }

  #enter(test: CircusTest, name: string, { options, isSerialized }: SuiteSettings, release: () => void): RunningTest {
    const timeout = test.timeout ?? this.#state?.testTimeout
    const running = { session: this.#tests.begin({ ...this.#place, name, options, isSerialized, timeout }), release }
    this.#running.set(test, running)
    return running
  }

  async #end(test: CircusTest): Promise<void> {
    const running = this.#running.get(test)
    if (running === undefined) return
    const { errors, notes } = await this.#tests.end(running.session)
    this.#running.delete(test)
    if (this.#sequential === running) this.#sequential = undefined
    running.release()
    test.errors.push(...errors.map(asError))
    hideOwnFrames(test.errors)
    printNotes(notes)
  }

  /** An error among `unhandledErrors` is shown as one of the file, and makes the run fail. */
  #finish(state: CircusState): void {
    this.close()
    state.unhandledErrors.push(...this.#tests.finish().map(asError))
    hideOwnFrames(state.unhandledErrors)
  }
}

function tooOldToSerialize(name: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_OPTION',
    message: `The serialised test "${name}" is concurrent, and this version of Jest cannot make it wait.`,
    fix: 'use Jest 30.2 or newer, or test instead of test.concurrent',
  })
}

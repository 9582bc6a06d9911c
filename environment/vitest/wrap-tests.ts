import { isThenable } from '../../src/host/is-thenable.js'
import { runtime } from '../../src/native/runtime.js'
import type { TestInfo, TestSession } from '../../src/session/contract.js'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { type TestEnd, TestFile } from '../../src/session/test-file.js'
import { needsInstallLease, takeLease, takeTurn } from '../lease.js'
import { joinErrors, printNote } from '../report-end.js'
import { attachJournal, type FailedTask } from './attach-journal.js'
import { beforeImport } from './before-import.js'
import { closeMarks, mayOverlap, optionsInMeta, type Task } from './suite-marks.js'
import { type SuiteSettings, SuiteSettingsOfFile } from './suite-settings.js'
import { type OrderedTask, takeTurns } from './take-turns.js'
import { timeTests } from './time-tests.js'
import type { WorkerSettings } from './worker-settings.js'

const untimed = 0
const none: readonly never[] = []

interface TestFileTask extends OrderedTask {
  readonly filepath: string
}

/** A test of Vitest, as far as it matters here. */
interface RunnerTest extends FailedTask, Task {
  readonly fullTestName: string
  readonly file: TestFileTask
  readonly timeout: number
  readonly meta: { readonly mockHost?: EnvironmentOptions }
}

/** What wraps tests, of the copy of Vitest that runs them. */
export type Hooks = Pick<typeof import('vitest'), 'aroundAll' | 'aroundEach' | 'recordArtifact' | 'TestRunner'>

/**
 * Wraps every test of the file that is about to be collected. What waits here does not count against
 * the time limit of a test or hook.
 *
 * @param whenOver called when the file is over
 */
export function wrapTests(hooks: Hooks, { options, root, run }: WorkerSettings, whenOver: () => void): void {
  const { aroundAll, aroundEach, TestRunner } = hooks
  const settings = new SuiteSettingsOfFile(options)
  const { file } = TestRunner.getCurrentSuite()
  const tests = new TestFile(file.filepath)
  beforeImport(TestRunner, () => tests.start())
  timeTests(TestRunner)
  aroundAll(aroundFile, untimed)
  // No arrow: the runner looks for parameters in the text, where a minifier takes brackets away.
  function aroundFile(runFile: () => Promise<void>): Promise<void> {
    closeMarks(file)
    takeTurns(file, settings)
    return runWholeFile(tests, runFile, () => leaseFor(file, settings)).finally(whenOver)
  }
  const place: Place = { root, run }
  const begin = (runTest: RunTest, task: RunnerTest): Promise<void> => {
    const info = new VitestTest(task, place, settings.for(task.suite ?? file, optionsInMeta(task)))
    const looking: Looking = (session, errors) => attachJournal(hooks, task, session, errors)
    if (!info.isSerialized) return runOneTest(tests, { runTest, looking }, info)
    const turn = () => takeTurn(info, installs(file, settings), printNote)
    return runAlone(tests, { runTest, looking, turn }, info)
  }
  // Destructured, since the runner reads the parameter's text as soon as the file has fixtures.
  aroundEach((runTest, { task }) => {
    const own = task.meta.mockHost
    return own === undefined ? begin(runTest, task) : checkOptions(own).then(() => begin(runTest, task))
  }, untimed)
}

/** Of one test. Imported when needed, for its weight. */
async function checkOptions(own: EnvironmentOptions): Promise<void> {
  const { checkEnvironmentOptions } = await import('../entries/vitest-on-demand.js')
  checkEnvironmentOptions(own, 'of meta.mockHost')
}

type Release = () => void

async function runWholeFile(
  tests: TestFile,
  runFile: () => Promise<void>,
  lease: () => Promise<Release>,
): Promise<void> {
  const release = await lease()
  try {
    const errors = await runFile().then(
      () => none,
      (error: unknown) => [error],
    )
    throwAny([...errors, ...(await tests.finish())])
  } finally {
    release()
  }
}

type RunTest = () => Promise<void>

/** Looks at what happened in a test, when it is over; `undefined`: at once. */
type Looking = (session: TestSession, errors: readonly unknown[]) => Promise<void> | undefined

interface Steps {
  /** Never throws: it rejects. */
  readonly runTest: RunTest
  readonly looking: Looking
}

interface StepsInTurn extends Steps {
  readonly turn: () => Promise<Release>
}

/** One promise, if all is well: this wraps every test of every file, and on Node 20 each promise has its price. */
function runOneTest(tests: TestFile, { runTest, looking }: Steps, info: TestInfo): Promise<void> {
  const session = tests.begin(info)
  const look = (errors: readonly unknown[], { errors: atEnd, notes }: TestEnd): Promise<void> | undefined => {
    for (const line of notes) printNote(line)
    const all = errors.length === 0 ? atEnd : [...errors, ...atEnd]
    const looked = looking(session, all)
    if (looked !== undefined) return looked.then(() => throwAny(all))
    if (all.length > 0) throwAny(all)
    return undefined
  }
  const end = (errors: readonly unknown[]): Promise<void> | undefined => {
    const ended = tests.end(session)
    return isThenable(ended) ? Promise.resolve(ended).then((later) => look(errors, later)) : look(errors, ended)
  }
  return tests.run(session, runTest).then(
    () => end(none),
    (error: unknown) => end([error]),
  )
}

/** A test of a serialised suite: it waits for its turn, and its host is installed from the start. */
async function runAlone(tests: TestFile, { runTest, looking, turn }: StepsInTurn, info: TestInfo): Promise<void> {
  const release = await turn()
  try {
    // Imported when needed: it brings the whole host with it.
    const { useHost } = await import('../entries/vitest-on-demand.js')
    const runInstalled = async (): Promise<void> => {
      useHost(runtime().session() as TestSession)
      await runTest()
    }
    await runOneTest(tests, { runTest: runInstalled, looking }, info)
  } finally {
    release()
  }
}

/** Vitest adds what is thrown here to the errors of the test itself. */
function throwAny(errors: readonly unknown[]): void {
  const error = joinErrors(errors)
  if (error !== undefined) throw error
}

async function leaseFor(file: TestFileTask, settings: SuiteSettingsOfFile): Promise<Release> {
  if (!installs(file, settings) || !needsInstallLease()) return () => {}
  return takeLease('install', file.filepath, printNote)
}

/** Whether the lease to install hosts is one of the whole file. */
function installs(file: TestFileTask, settings: SuiteSettingsOfFile): boolean {
  return settings.for(file).options.serialize === 'file'
}

type Place = Pick<TestInfo, 'root' | 'run'>

/**
 * A test of Vitest, in words of ours. It holds as little as can be, since it is held as long as the file lasts; and most tests
 * that use no host are never asked for their names, which have to be put together.
 */
class VitestTest implements TestInfo {
  readonly task: RunnerTest
  readonly place: Place
  readonly settings: SuiteSettings

  constructor(task: RunnerTest, place: Place, settings: SuiteSettings) {
    this.task = task
    this.place = place
    this.settings = settings
  }

  get name(): string {
    return this.task.fullTestName
  }

  get file(): string {
    return this.task.file.filepath
  }

  get root(): string {
    return this.place.root
  }

  get run(): TestInfo['run'] {
    return this.place.run
  }

  get options(): TestInfo['options'] {
    return this.settings.options
  }

  get isSerialized(): boolean {
    return this.settings.isSerialized
  }

  get isConcurrent(): boolean {
    return mayOverlap(this.task)
  }

  /** Vitest judges a test before its `afterEach`, and before it is repeated. */
  get isPastFunction(): boolean {
    const state = this.task.result?.state
    return state === 'pass' || state === 'fail'
  }

  get timeout(): number | undefined {
    const { timeout } = this.task
    return timeout > 0 ? timeout : undefined
  }
}

import { aroundAll, aroundEach, TestRunner } from 'vitest'
import type { TestInfo, TestSession } from '../../src/session/contract.js'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { TestFile } from '../../src/session/test-file.js'
import { needsInstallLease, takeLease } from '../lease.js'
import { joinErrors, printNotes } from '../report-end.js'
import { mayOverlap, type Task } from './suite-marks.js'
import { SuiteSettingsOfFile } from './suite-settings.js'
import { type OrderedTask, takeTurns } from './take-turns.js'
import type { WorkerSettings } from './worker-settings.js'

const untimed = 0

interface TestFileTask extends OrderedTask {
  readonly filepath: string
}

/** A test of Vitest, as far as it matters here. */
interface RunnerTest extends Task {
  readonly fullTestName: string
  readonly file: TestFileTask
  readonly timeout: number
  readonly meta: { readonly mockHost?: EnvironmentOptions }
}

/**
 * Wraps every test of the file that is about to be collected. What waits here does not count against
 * the time limit of a test or hook.
 */
export function wrapTests({ options, root }: WorkerSettings): void {
  const tests = new TestFile()
  const settings = new SuiteSettingsOfFile(options)
  const { file } = TestRunner.getCurrentSuite()
  aroundAll((runFile) => {
    takeTurns(file, settings)
    return runWholeFile(tests, runFile, () => leaseFor(file, settings))
  }, untimed)
  // Destructured, since the runner reads the parameter's text as soon as the file has fixtures.
  aroundEach(async (runTest, { task }) => {
    await checkOwnOptions(task)
    return runOneTest(tests, runTest, describeTest(task, root, settings))
  }, untimed)
}

/** Imported when needed, for its weight. */
async function checkOwnOptions({ meta }: RunnerTest): Promise<void> {
  if (meta.mockHost === undefined) return
  const { checkEnvironmentOptions } = await import('../../src/session/options.js')
  checkEnvironmentOptions(meta.mockHost, 'of meta.mockHost')
}

type Release = () => void

async function runWholeFile(
  tests: TestFile,
  runFile: () => Promise<void>,
  lease: () => Promise<Release>,
): Promise<void> {
  const release = await lease()
  try {
    await runFile()
    throwAny(tests.finish())
  } finally {
    release()
  }
}

async function runOneTest(tests: TestFile, runTest: () => Promise<void>, info: TestInfo): Promise<void> {
  const release = info.isSerialized ? await takeLease('serialized', info.name, note) : undefined
  const errors: unknown[] = []
  try {
    const session = tests.begin(info)
    try {
      if (info.isSerialized) await installFromTheStart(session)
      await tests.run(session, runTest)
    } catch (error) {
      errors.push(error)
    }
    const end = await tests.end(session)
    printNotes(end.notes)
    throwAny([...errors, ...end.errors])
  } finally {
    release?.()
  }
}

/** Imported when needed: it brings the whole host with it. */
async function installFromTheStart(session: TestSession): Promise<void> {
  const { useHost } = await import('../../src/session/test-host.js')
  useHost(session)
}

/** Vitest adds what is thrown here to the errors of the test itself. */
function throwAny(errors: readonly unknown[]): void {
  const error = joinErrors(errors)
  if (error !== undefined) throw error
}

async function leaseFor(file: TestFileTask, settings: SuiteSettingsOfFile): Promise<Release> {
  const { serialize } = settings.for(file).options
  if (serialize !== 'file' || !needsInstallLease()) return () => {}
  return takeLease('install', file.filepath, note)
}

function describeTest(task: RunnerTest, root: string, settings: SuiteSettingsOfFile): TestInfo {
  const { fullTestName: name, file, timeout } = task
  return {
    ...settings.for(task.suite ?? file, task.meta.mockHost),
    name,
    file: file.filepath,
    root,
    isConcurrent: mayOverlap(task),
    timeout: timeout > 0 ? timeout : undefined,
  }
}

function note(line: string): void {
  printNotes([line])
}

import { aroundAll, aroundEach, TestRunner } from 'vitest'
import type { TestInfo, TestSession } from '../../src/session/contract.js'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { TestFile } from '../../src/session/test-file.js'
import { needsInstallLease, takeLease } from '../lease.js'
import { joinErrors, printNotes } from '../report-end.js'
import { isInSerializedSuite, optionLayers, type Task } from './suite-marks.js'
import type { WorkerSettings } from './worker-settings.js'

const untimed = 0

/** A test of Vitest, as far as it matters here. */
interface RunnerTest extends Task {
  readonly fullTestName: string
  readonly file: { readonly filepath: string } & Task
  readonly timeout: number
  readonly meta: { readonly mockHost?: EnvironmentOptions }
}

/**
 * Wraps every test of the file that is about to be collected. What waits here does not count against
 * the time limit of a test or hook.
 */
export function wrapTests(settings: WorkerSettings): void {
  const tests = new TestFile()
  const { file } = TestRunner.getCurrentSuite()
  aroundAll((runFile) => runWholeFile(tests, runFile, () => leaseFor(file, settings)), untimed)
  // Destructured, since the runner reads the parameter's text as soon as the file has fixtures.
  aroundEach((runTest, { task }) => runOneTest(tests, runTest, describeTest(task as RunnerTest, settings)), untimed)
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
  try {
    const session = tests.begin(info)
    if (info.isSerialized) await installFromTheStart(session)
    await tests.run(session, runTest)
    const { notes, errors } = await tests.end(session)
    printNotes(notes)
    throwAny(errors)
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

async function leaseFor(file: { readonly filepath: string } & Task, { options }: WorkerSettings): Promise<Release> {
  const { serialize } = resolveOptions(options, ...optionLayers(file))
  if (serialize !== 'file' || !needsInstallLease()) return () => {}
  return takeLease('install', file.filepath, note)
}

function describeTest(task: RunnerTest, { options, root }: WorkerSettings): TestInfo {
  const resolved = resolveOptions(options, ...optionLayers(task), task.meta.mockHost ?? {})
  return {
    name: task.fullTestName,
    file: task.file.filepath,
    root,
    options: resolved,
    timeout: task.timeout > 0 ? task.timeout : undefined,
    isSerialized: resolved.serialize === 'test' || isInSerializedSuite(task),
  }
}

function note(line: string): void {
  printNotes([line])
}

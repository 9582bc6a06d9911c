import { describe, TestRunner } from 'vitest'
import { MockHostError } from '../../src/errors/mockhost-error.js'
import { runtime } from '../../src/native/runtime.js'
import { checkVersions, tableVersions } from '../../src/session/abi-versions.js'
import { checkEnvironmentOptions, type EnvironmentOptions } from '../../src/session/options.js'
import { addOptions, areMarksClosed, markSerialized, type Task } from './suite-marks.js'

declare module 'vitest' {
  interface TaskMeta {
    /** Options of one test: `test('name', { meta: { mockHost: { profile: 'production' } } }, () => {})`. */
    readonly mockHost?: EnvironmentOptions
  }
}

/**
 * A `describe` whose tests, and those of every other serialised suite of the process, never overlap:
 * whatever `sequence.concurrent` or `test.concurrent` says. Their hosts are installed on the JS thread
 * itself, for code that finds the host without this package. The wait counts against no time limit.
 *
 * @example
 * serialized('the legacy bridge', () => {
 *   test('reads the installed host', () => {})
 * })
 */
export function serialized(name: string, body: () => void | Promise<void>): void {
  describe(name, () => {
    markSerialized(currentSuite())
    return body()
  })
}

/**
 * Options for all tests of the file, or of the enclosing `describe`, wherever in it this is called.
 *
 * @example
 * hostOptions({ profile: 'production', failOn: [] })
 *
 * @throws `UNKNOWN_OPTION`, `INVALID_OPTION`
 */
export function hostOptions(options: EnvironmentOptions): void {
  const suite = currentSuite()
  if (runtime().running.size > 0 || areMarksClosed(suite)) throw tooLate()
  addOptions(suite, checkEnvironmentOptions(options, 'of hostOptions'))
}

/**
 * Runs the same tests with hosts of several ABI versions, each in a `describe` of its own.
 *
 * @param versions default 2 to 6: all that have a host table
 * @throws `INVALID_ARGUMENT`
 *
 * @example
 * acrossAbiVersions((abiVersion) => {
 *   test('logs', async () => {
 *     await plugin.invoke('greet')
 *     expect(host).toHaveCalledHost(abiVersion < 5 ? 'log' : 'log_structured')
 *   })
 * })
 */
export function acrossAbiVersions(
  body: (abiVersion: number) => void,
  versions: readonly number[] = tableVersions,
): void {
  for (const abiVersion of checkVersions(versions)) {
    describe(`ABI version ${abiVersion}`, () => {
      hostOptions({ abiVersion })
      body(abiVersion)
    })
  }
}

/** The suite that is being collected; at the top level the file. */
function currentSuite(): Task {
  const { suite, file } = TestRunner.getCurrentSuite()
  return suite ?? file
}

function tooLate(): MockHostError {
  return new MockHostError({
    code: 'INVALID_OPTION',
    message: 'hostOptions was called in a test or a hook, where the options of the tests are settled already.',
    fix: 'call it at the top of the file or in a describe block',
  })
}

import { MockHostError } from '../../src/errors/mockhost-error.js'
import { checkVersions, tableVersions } from '../../src/session/abi-versions.js'
import { checkEnvironmentOptions, type EnvironmentOptions } from '../../src/session/options.js'
import { useHost } from '../../src/session/test-host.js'
import { type Declarations, declarationsKey } from './declarations.js'

/**
 * Sets options for the tests of a file, or of a describe block when called in its body. Options of an
 * inner block win over those of an outer one, and those over the config of Jest.
 *
 * @example
 * hostOptions({ profile: 'production' })
 * describe('with an older host', () => {
 *   hostOptions({ abiVersion: 3 })
 *   test('does without log_structured', async () => {})
 * })
 */
export function hostOptions(options: EnvironmentOptions): void {
  blameCaller(hostOptions, () => {
    const checked = checkEnvironmentOptions(options, 'of hostOptions')
    findDeclarations('hostOptions').setOptions(checked)
  })
}

/**
 * A describe block whose tests never overlap with those of another serialised one, in any file of the
 * process; `test.concurrent` and worker threads included. Their host is installed for the whole test, on
 * the install stack of the thread itself: for native code that looks for the host by ways of its own.
 *
 * @example
 * serialized('token refresh', () => {
 *   test('writes the new token', async () => {})
 * })
 */
export function serialized(name: string, body: () => void): void {
  const declarations = blameCaller(serialized, () => findDeclarations('serialized'))
  declarations.describeSerialized(name, body)
}

/**
 * Runs the same tests with hosts of several ABI versions, each in a describe block of its own.
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
  const declarations = blameCaller(acrossAbiVersions, () => {
    checkVersions(versions)
    return findDeclarations('acrossAbiVersions')
  })
  for (const abiVersion of versions) {
    declarations.describe(`ABI version ${abiVersion}`, () => {
      declarations.setOptions({ abiVersion })
      body(abiVersion)
    })
  }
}

/** Lets the stacks of errors begin at the line of the user who called `entry`. */
function blameCaller<R>(entry: (...args: never) => void, body: () => R): R {
  try {
    return body()
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error, entry)
    throw error
  }
}

function findDeclarations(caller: string): Declarations {
  const found = (globalThis as { [declarationsKey]?: Declarations })[declarationsKey]
  if (found === undefined) throw withoutEnvironment(caller)
  if (found.isClosed) throw tooLate(caller)
  found.makeHostsBy(useHost)
  return found
}

function withoutEnvironment(caller: string): MockHostError {
  return new MockHostError({
    code: 'NO_TEST_HOST',
    message: `${caller}() was called in a file that has another test environment than ours.`,
    fix: "set testEnvironment: 'osaurus-mockhost/jest-environment' in the config of Jest",
  })
}

function tooLate(caller: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_OPTION',
    message: `${caller}() was called while tests were running.`,
    fix: 'call it at the top of the file or in the body of a describe block',
  })
}

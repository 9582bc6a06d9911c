import { onTestFinished } from 'vitest'
import type { MockHost } from '../../src/index.js'
import { thisProcess } from '../../src/native/flight-folder.js'
import type { EnvironmentOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { type TestEnd, TestFile } from '../../src/session/test-file.js'
import type { TestHost } from '../../src/session/used-session.js'
import { libraryOf } from '../plugin/load-fixture.js'

/** A test inside the test that runs: what an environment makes of a test of the user. */
export interface BegunTest {
  /** Runs a function of the test: a hook, or its body. */
  run<R>(body: () => R): R
  /** Runs the function of the test, or a hook that is timed apart: the clock starts anew. */
  runTimed<R>(body: () => R, limit?: number): R
  end(): Promise<TestEnd>
  /** The host of the test, also when it has ended. The test has used it. */
  host(): MockHost
}

export interface BegunOptions extends Omit<EnvironmentOptions, 'plugin'> {
  /** Path of another library than `chatter`; `null`: none is configured. */
  readonly plugin?: string | null
  /** Time limit of the test. */
  readonly timeout?: number
  readonly isConcurrent?: boolean
  /** Folder of the project; `/` unless told. */
  readonly root?: string
  /** Whether a flight recorder is kept. */
  readonly isRecorded?: boolean
}

/** A file of tests whose plugin is `chatter`. Tests that were not ended end with the test that runs. */
export function openFile(): {
  begin(name: string, options?: BegunOptions): Promise<BegunTest>
  /** The code of the file is about to run. */
  start(): void
  finish(): Promise<readonly unknown[]>
} {
  const file = new TestFile('opened.test.ts')
  return {
    async begin(name, { timeout, isConcurrent = false, plugin, root = '/', isRecorded = false, ...options } = {}) {
      const library = plugin === undefined ? await libraryOf('chatter') : plugin
      const session = file.begin({
        name,
        file: 'opened.test.ts',
        root,
        run: isRecorded ? thisProcess() : undefined,
        options: resolveOptions(options, library === null ? {} : { plugin: library }),
        isSerialized: false,
        isConcurrent,
        timeout,
      })
      let ended: Promise<TestEnd> | undefined
      const end = () => {
        ended ??= Promise.resolve(file.end(session))
        return ended
      }
      onTestFinished(() => void end())
      return {
        run: (body) => file.run(session, body),
        runTimed(body, limit = timeout) {
          session.clock.start(limit)
          return file.run(session, body)
        },
        end,
        host: () => (session.used as TestHost).host,
      }
    },
    start: () => file.start(),
    finish: () => file.finish(),
  }
}

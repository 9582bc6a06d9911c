import type { EnvironmentOptions, ResolvedOptions } from '../../src/session/options.js'
import { resolveOptions } from '../../src/session/resolve-options.js'
import { isInSerializedSuite, optionLayers, type Task } from './suite-marks.js'

/** What holds for the tests of one suite. */
export interface SuiteSettings {
  readonly options: ResolvedOptions
  readonly isSerialized: boolean
}

/** Works out what holds in each suite of a file, once. Not to be asked before the file is collected. */
export class SuiteSettingsOfFile {
  readonly #options: EnvironmentOptions
  readonly #known = new Map<Task, SuiteSettings>()

  /** @param options of the project */
  constructor(options: EnvironmentOptions) {
    this.#options = options
  }

  /** @param own options of the test itself */
  for(suite: Task, own?: EnvironmentOptions): SuiteSettings {
    if (own !== undefined) return this.#workOut(suite, own)
    const known = this.#known.get(suite)
    if (known !== undefined) return known
    const workedOut = this.#workOut(suite)
    this.#known.set(suite, workedOut)
    return workedOut
  }

  #workOut(suite: Task, own: EnvironmentOptions = {}): SuiteSettings {
    const options = resolveOptions(this.#options, ...optionLayers(suite), own)
    return { options, isSerialized: options.serialize === 'test' || isInSerializedSuite(suite) }
  }
}

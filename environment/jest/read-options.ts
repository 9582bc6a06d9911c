import { checkEnvironmentOptions, type EnvironmentOptions, looksLikeOption } from '../../src/session/options.js'

/** `testEnvironmentOptions`, parted: ours, and those of the environment below ours. */
export interface PartedOptions {
  readonly own: EnvironmentOptions
  readonly below: Readonly<Record<string, unknown>>
}

const ofNodeEnvironment = ['customExportConditions', 'globalsCleanup']

/**
 * Parts and checks the options. Jest makes a global variable of every option that its own environment gets, so
 * ours are not handed on.
 *
 * @param isNode whether there is Jest's own environment below, and none above; of any other the options are unknown, so
 * only a name that looks like one of ours is refused
 */
export function readOptions(options: Readonly<Record<string, unknown>>, isNode: boolean): PartedOptions {
  const isOurs = (name: string) => {
    if (ofNodeEnvironment.includes(name)) return false
    return isNode || looksLikeOption(name)
  }
  const entries = Object.entries(options)
  return {
    own: checkEnvironmentOptions(Object.fromEntries(entries.filter(([name]) => isOurs(name)))),
    below: Object.fromEntries(entries.filter(([name]) => !isOurs(name))),
  }
}

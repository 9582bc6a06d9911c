import * as v from 'valibot'
import { checkOptions } from '../../host/options.js'
import type { ManifestOptions } from './contract.js'

/** A version as apps and systems have it: `15`, `15.5`, `0.22.3`, `0.22.3-beta.1`. */
const version = v.pipe(v.string(), v.regex(/^\d+(\.\d+){0,2}$|^\d+\.\d+\.\d+-[\w.-]+$/))

/** One entry an option, so that `load` takes the same ones. */
export const manifestOptionEntries = {
  pluginId: v.optional(v.string()),
  osaurusVersion: v.optional(version),
  macosVersion: v.optional(version),
} as const

const schema = v.strictObject(manifestOptionEntries)

/** The options as given, or an error that names the one that is wrong. */
export function checkManifestOptions(options: unknown): ManifestOptions {
  return checkOptions(schema, options, 'of validateManifest') as ManifestOptions
}

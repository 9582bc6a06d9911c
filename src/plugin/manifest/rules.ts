import type { ManifestOptions, ManifestProblem, PluginManifest } from './contract.js'
import { idIsDirectory } from './rules/id-is-directory.js'
import { macosVersion, osaurusVersion } from './rules/requirements.js'
import { routesOutsideMount } from './rules/routes-outside-mount.js'
import { routeIds, toolIds } from './rules/unique-ids.js'

type Rule = (manifest: PluginManifest, options: ManifestOptions) => readonly ManifestProblem[]

/** What the app checks once a manifest is decoded, in its order (fact sheet, section 12). */
const rules: readonly Rule[] = [idIsDirectory, toolIds, routeIds, osaurusVersion, macosVersion, routesOutsideMount]

/** Every rule that a decoded manifest breaks; the app stops at the first. */
export function findBrokenRules(manifest: PluginManifest, options: ManifestOptions): ManifestProblem[] {
  return rules.flatMap((rule) => rule(manifest, options))
}

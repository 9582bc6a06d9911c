import { quote } from '../../../report/quote.js'
import type { ManifestOptions, ManifestProblem, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'

/**
 * The app keeps what belongs to a plugin under the name of its directory, so the manifest must not name another one.
 * File systems of macOS may write accents otherwise than the manifest, which Swift does not mind.
 */
export function idIsDirectory({ plugin_id }: PluginManifest, { pluginId }: ManifestOptions): ManifestProblem[] {
  if (pluginId === undefined || pluginId.normalize() === plugin_id.normalize()) return []
  return [
    makeFinding('PLUGIN_ID_MISMATCH', 'plugin_id', {
      says: `is ${quote(plugin_id)}, and the plugin is installed as ${quote(pluginId)}`,
      found: quote(plugin_id),
      expected: `${quote(pluginId)}, the name of the directory`,
      fix: 'let the directory have the name of the plugin_id, or give the option pluginId',
    }),
  ]
}

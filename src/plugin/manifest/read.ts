import { MockHostError } from '../errors/mockhost-error.js'
import type { PluginManifest } from './contract.js'

/** Parses what `get_manifest` returned: the two members that everything else needs (fact sheet, section 12). */
export function readManifest(raw: string, pluginId?: string): PluginManifest {
  let manifest: Partial<PluginManifest> | null
  try {
    manifest = JSON.parse(raw) as Partial<PluginManifest> | null
  } catch (error) {
    throw invalidManifest(raw, `it is no JSON: ${(error as Error).message}`)
  }
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) {
    throw invalidManifest(raw, 'it is no JSON object')
  }
  const { plugin_id, capabilities } = manifest
  if (typeof plugin_id !== 'string') throw invalidManifest(raw, '"plugin_id" is missing or no string')
  if (typeof capabilities !== 'object' || capabilities === null || Array.isArray(capabilities)) {
    throw invalidManifest(raw, '"capabilities" is missing or no object')
  }
  if (pluginId !== undefined && pluginId !== plugin_id) {
    throw invalidManifest(raw, `"plugin_id" is "${plugin_id}", and the plugin was to be "${pluginId}"`)
  }
  return { ...manifest, plugin_id, capabilities }
}

function invalidManifest(raw: string, why: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_MANIFEST',
    message: `The plugin's manifest cannot be used: ${why}.`,
    details: [['manifest', raw.length > 200 ? `${raw.slice(0, 200)}…` : raw]],
    fix: 'return a JSON object with "plugin_id" and "capabilities" from get_manifest',
  })
}

/** What the path of a URL names: a plugin, and a path below its prefix. */
export interface PluginAddress {
  readonly pluginId: string
  /** Raw, with its leading slash. */
  readonly subPath: string
}

const prefix = '/plugins/'

/**
 * The plugin and sub-path that a path names (fact sheet, section 11). `'elsewhere'`: it is one of the app's own;
 * `'incomplete'`: no slash follows the id.
 */
export function readAddress(path: string): PluginAddress | 'elsewhere' | 'incomplete' {
  const named = path.replace(/^(\/v1\/api|\/api|\/v1)(?=\/)/, '')
  if (!named.startsWith(prefix)) return 'elsewhere'
  const rest = named.slice(prefix.length)
  const slash = rest.indexOf('/')
  if (slash === -1) return 'incomplete'
  return { pluginId: rest.slice(0, slash), subPath: rest.slice(slash) }
}

import type { PluginManifest } from './contract.js'

/** The config fields that a manifest declares, with their defaults as the text that the app sends (fact sheet, section 10). */
export function listConfigFields({ capabilities }: PluginManifest): ReadonlyMap<string, string | undefined> {
  const { sections = [] } = (capabilities.config ?? {}) as { sections?: readonly { fields?: readonly ConfigField[] }[] }
  const fields = sections.flatMap((section) => section.fields ?? [])
  return new Map(fields.map((field) => [field.key, textOfDefault(field.default)]))
}

interface ConfigField {
  readonly key: string
  readonly default?: boolean | number | string | readonly string[]
}

/** Numbers as Swift writes a `Double`: `42` is `42.0`. */
function textOfDefault(value: ConfigField['default']): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? `${value}.0` : String(value)
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}

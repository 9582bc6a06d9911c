import { printReal } from '../host/storage/print-real.js'
import type { ConfigField, PluginManifest } from './contract.js'

/** The config fields that a manifest declares, with their defaults as the text that the app sends (fact sheet, section 10). */
export function listConfigFields({ capabilities }: PluginManifest): ReadonlyMap<string, string | undefined> {
  const fields = (capabilities.config?.sections ?? []).flatMap((section) => section.fields)
  return new Map(fields.map((field) => [field.key, textOfDefault(field.default)]))
}

/** Keys of what holds secrets: config fields of the type `secret`, and the secrets that the user is asked for. */
export function listSecretFields({ capabilities, secrets = [] }: PluginManifest): readonly string[] {
  const fields = (capabilities.config?.sections ?? []).flatMap((section) => section.fields)
  return [...fields.filter(({ type }) => type === 'secret').map(({ key }) => key), ...secrets.map(({ id }) => id)]
}

/** Numbers as Swift writes a `Double`: `42` is `42.0`, `1e20` is `1e+20`. */
function textOfDefault(value: ConfigField['default']): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  if (typeof value === 'number') return printReal(value)
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}

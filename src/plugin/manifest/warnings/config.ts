import { quote } from '../../../report/quote.js'
import { addSlash } from '../../web-mount.js'
import type { Capabilities, ConfigField, ManifestWarning, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'
import { warnOfDefault } from './config-default.js'
import { warnOfKeys } from './keys.js'

interface FieldAt {
  readonly field: ConfigField
  readonly path: string
}

/** The fields of the settings view (fact sheet, section 10). */
export function* warnOfConfig({ capabilities }: PluginManifest): Iterable<ManifestWarning> {
  const fields = listFields(capabilities)
  yield* warnOfKeys(fields.map(({ field, path }) => ({ key: field.key, path: `${path}.key` })))
  for (const { field, path } of fields) {
    if (field.key === 'tunnel_url') yield reservedKey(`${path}.key`)
    yield* warnOfOptions(field, path)
    yield* warnOfDefault(field, path)
    yield* warnOfLimits(field, `${path}.validation`)
    yield* warnOfRoute(field, path, capabilities)
    yield* warnOfTemplate(field, path)
  }
}

function listFields({ config }: Capabilities): FieldAt[] {
  return (config?.sections ?? []).flatMap(({ fields }, section) =>
    fields.map((field, place) => ({ field, path: `capabilities.config.sections[${section}].fields[${place}]` })),
  )
}

function reservedKey(path: string): ManifestWarning {
  return makeFinding('RESERVED_KEY', path, {
    says: 'is "tunnel_url", which the app sets itself',
    found: '"tunnel_url"',
    expected: 'another key',
    fix: 'rename the field; the address of the tunnel comes by on_config_changed without a field',
  })
}

function* warnOfOptions({ type, options }: ConfigField, path: string): Iterable<ManifestWarning> {
  const isChoice = type === 'select' || type === 'multiselect'
  if (!isChoice || (options !== undefined && options.length > 0)) return
  yield makeFinding('NO_OPTIONS', `${path}.options`, {
    says: options === undefined ? 'is missing' : 'is empty',
    found: options === undefined ? 'nothing' : 'an empty list',
    expected: `the choices of the ${type}`,
    fix: 'add "options": [{"value": "a", "label": "A"}]',
  })
}

function* warnOfLimits({ validation = {} }: ConfigField, path: string): Iterable<ManifestWarning> {
  const { min, max, min_length, max_length } = validation
  if (min !== undefined && max !== undefined && min > max) yield impossible(`${path}.max`, `${max}`, `at least ${min}`)
  if (max_length === undefined) return
  const least = Math.max(min_length ?? 0, 0)
  if (least > max_length) yield impossible(`${path}.max_length`, `${max_length}`, `at least ${least}`)
}

function impossible(path: string, found: string, expected: string): ManifestWarning {
  return makeFinding('IMPOSSIBLE_LIMITS', path, {
    says: `is ${found}, so that no value fits`,
    found,
    expected,
    fix: 'swap or mend the limits',
  })
}

/** A route with parameters or a wildcard may be meant by any path. */
function* warnOfRoute(
  { connect_action }: ConfigField,
  path: string,
  { routes = [] }: Capabilities,
): Iterable<ManifestWarning> {
  const target = connect_action?.url_route
  if (target === undefined) return
  const [address] = addSlash(target).split('?')
  if (routes.some((route) => addSlash(route.path) === address || /[:*]/.test(route.path))) return
  yield makeFinding('UNKNOWN_REFERENCE', `${path}.connect_action.url_route`, {
    says: `is ${quote(target)}, which no route has`,
    found: quote(target),
    expected: routes.length === 0 ? 'a route in capabilities.routes' : routes.map((route) => route.path).join(', '),
    fix: 'declare the route, or name one that is declared',
  })
}

const knownPlaceholder = /^(plugin_url|plugin_id|tunnel_url|config\..+)$/

function* warnOfTemplate({ value_template = '' }: ConfigField, path: string): Iterable<ManifestWarning> {
  for (const [whole, name = ''] of value_template.matchAll(/\{\{([^{}]*)\}\}/g)) {
    if (knownPlaceholder.test(name)) continue
    yield makeFinding('UNKNOWN_PLACEHOLDER', `${path}.value_template`, {
      says: `has the placeholder ${quote(whole)}, which the app does not know`,
      found: quote(whole),
      expected: '{{plugin_url}}, {{plugin_id}}, {{tunnel_url}} or {{config.<key>}}',
      fix: 'use one of them, without spaces',
    })
  }
}

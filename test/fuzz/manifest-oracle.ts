/*
 * Section 12 of the fact sheet once more, as a table of rows and without a line of the validator: what the
 * two say differently is a mistake in one of them.
 *
 * A row is a path, a type, and `!` where the key is required. `[]` stands for every item of a list.
 */
const rows = `
  plugin_id                                                             string !
  capabilities                                                          object !
  description                                                           string
  instructions                                                          string
  name                                                                  string
  version                                                               string
  license                                                               string
  min_macos                                                             string
  min_osaurus                                                           string
  authors                                                               list
  authors[]                                                             string
  secrets                                                               list
  secrets[]                                                             object
  secrets[].id                                                          string !
  secrets[].label                                                       string !
  secrets[].required                                                    boolean !
  secrets[].description                                                 string
  secrets[].url                                                         string
  docs                                                                  object
  docs.readme                                                           string
  docs.changelog                                                        string
  docs.links                                                            list
  docs.links[]                                                          object
  docs.links[].label                                                    string !
  docs.links[].url                                                      string !
  capabilities.tools                                                    list
  capabilities.tools[]                                                  object
  capabilities.tools[].id                                               string !
  capabilities.tools[].description                                      string !
  capabilities.tools[].requirements                                     list
  capabilities.tools[].requirements[]                                   string
  capabilities.tools[].permission_policy                                string
  capabilities.routes                                                   list
  capabilities.routes[]                                                 object
  capabilities.routes[].id                                              string !
  capabilities.routes[].path                                            string !
  capabilities.routes[].methods                                         list !
  capabilities.routes[].methods[]                                       string
  capabilities.routes[].auth                                            none|verify|owner !
  capabilities.routes[].description                                     string
  capabilities.routes[].tunnel_exposed                                  boolean
  capabilities.web                                                      object
  capabilities.web.static_dir                                           string !
  capabilities.web.entry                                                string !
  capabilities.web.mount                                                string !
  capabilities.web.auth                                                 none|verify|owner !
  capabilities.web.api_mount                                            string
  capabilities.web.tunnel_exposed                                       boolean
  capabilities.config                                                   object
  capabilities.config.title                                             string
  capabilities.config.sections                                          list !
  capabilities.config.sections[]                                        object
  capabilities.config.sections[].title                                  string !
  capabilities.config.sections[].fields                                 list !
  capabilities.config.sections[].fields[]                               object
  capabilities.config.sections[].fields[].key                           string !
  capabilities.config.sections[].fields[].type                          text|secret|toggle|select|multiselect|number|readonly|status !
  capabilities.config.sections[].fields[].label                         string !
  capabilities.config.sections[].fields[].placeholder                   string
  capabilities.config.sections[].fields[].default                       default
  capabilities.config.sections[].fields[].options                       list
  capabilities.config.sections[].fields[].options[]                     object
  capabilities.config.sections[].fields[].options[].value               string !
  capabilities.config.sections[].fields[].options[].label               string !
  capabilities.config.sections[].fields[].validation                    object
  capabilities.config.sections[].fields[].validation.required           boolean
  capabilities.config.sections[].fields[].validation.pattern            string
  capabilities.config.sections[].fields[].validation.pattern_hint       string
  capabilities.config.sections[].fields[].validation.min                number
  capabilities.config.sections[].fields[].validation.max                number
  capabilities.config.sections[].fields[].validation.min_length         integer
  capabilities.config.sections[].fields[].validation.max_length         integer
  capabilities.config.sections[].fields[].connected_when                string
  capabilities.config.sections[].fields[].connect_action                object
  capabilities.config.sections[].fields[].connect_action.type           string
  capabilities.config.sections[].fields[].connect_action.url_route      string
  capabilities.config.sections[].fields[].disconnect_action             object
  capabilities.config.sections[].fields[].disconnect_action.clear_keys  list
  capabilities.config.sections[].fields[].disconnect_action.clear_keys[] string
  capabilities.config.sections[].fields[].value_template                string
  capabilities.config.sections[].fields[].copyable                      boolean
  capabilities.artifact_handler                                         boolean
`

export interface Row {
  readonly path: string
  /** The keys on the way there, `[]` for every item. */
  readonly steps: readonly string[]
  readonly type: string
  readonly isRequired: boolean
}

export const table: readonly Row[] = rows
  .trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/))
  .map(([path = '', type = '', mark]) => ({
    path,
    steps: path.replaceAll('[]', '.[]').split('.'),
    type,
    isRequired: mark === '!',
  }))

export interface OracleOptions {
  readonly pluginId?: string
  readonly osaurusVersion?: string
  readonly macosVersion?: string
}

/** What is wrong with a manifest, as `RULE path`: what does not decode in no order, else the broken rules in that of the app. */
export function consult(manifest: unknown, options: OracleOptions): readonly string[] {
  if (hasHalfPair(JSON.stringify(manifest))) return ['NOT_JSON ']
  if (typeOf(manifest) !== 'object') return ['WRONG_TYPE ']
  const undecodable = table.flatMap((row) => nodesOf(row, manifest).flatMap((node) => judge(row, node)))
  return undecodable.length > 0 ? undecodable : brokenRules(manifest, options)
}

/** Whether a text of the JSON, read for itself, has half a surrogate pair, which no text of Swift has. */
export function hasHalfPair(json: string): boolean {
  const texts = json.match(/"(?:[^"\\]|\\.)*"/g) ?? []
  return texts.some((text) => /\p{Surrogate}/u.test(JSON.parse(text)))
}

interface Node {
  readonly path: string
  readonly value: unknown
  readonly isItem: boolean
}

/** Every place of a manifest that a path with `[]` means; a key that could be there is one with the value `undefined`. */
function nodesOf({ steps }: Row, manifest: unknown): Node[] {
  let nodes: Node[] = [{ path: '', value: manifest, isItem: false }]
  for (const step of steps) {
    nodes = nodes.flatMap(({ path, value }): Node[] => {
      if (step === '[]') {
        if (typeOf(value) !== 'list') return []
        return (value as unknown[]).map((item, at) => ({ path: `${path}[${at}]`, value: item, isItem: true }))
      }
      if (typeOf(value) !== 'object') return []
      const own = Object.getOwnPropertyDescriptor(value, step)?.value
      return [{ path: path === '' ? step : `${path}.${step}`, value: own, isItem: false }]
    })
  }
  return nodes
}

function judge({ type, isRequired }: Row, { path, value, isItem }: Node): string[] {
  if (value === undefined) return isRequired ? [`MISSING_KEY ${path}`] : []
  if (value === null && !isRequired && !isItem) return []
  if (type.includes('|')) {
    if (typeof value !== 'string') return [`WRONG_TYPE ${path}`]
    return type.split('|').includes(value) ? [] : [`UNKNOWN_VALUE ${path}`]
  }
  return isOf(type, value) ? [] : [`WRONG_TYPE ${path}`]
}

function isOf(type: string, value: unknown): boolean {
  const found = typeOf(value)
  switch (type) {
    case 'integer':
      return found === 'number' && (value as number) % 1 === 0 && isInt64(BigInt(value as number))
    case 'default':
      return found === 'list'
        ? (value as unknown[]).every((item) => typeOf(item) === 'string')
        : found === 'boolean' || found === 'number' || found === 'string'
    default:
      return found === type
  }
}

function isInt64(whole: bigint): boolean {
  return BigInt.asIntN(64, whole) === whole
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Math.abs(value) === Number.POSITIVE_INFINITY ? 'overflow' : 'number'
  return typeof value
}

// biome-ignore lint/suspicious/noExplicitAny: the manifest decodes, and the oracle must not use the types of the validator
function brokenRules(manifest: any, options: OracleOptions): string[] {
  const { tools, routes, web } = manifest.capabilities
  const broken: string[] = []
  if (options.pluginId !== undefined && manifest.plugin_id.normalize('NFD') !== options.pluginId.normalize('NFD'))
    broken.push('PLUGIN_ID_MISMATCH plugin_id')
  broken.push(...badIds('TOOL', 'tools', tools ?? []), ...badIds('ROUTE', 'routes', routes ?? []))
  if (isNewer(semverKey(manifest.min_osaurus), hostKey(options.osaurusVersion)))
    broken.push('OSAURUS_TOO_OLD min_osaurus')
  if (isNewer(systemKey(manifest.min_macos), systemKey(options.macosVersion))) broken.push('MACOS_TOO_OLD min_macos')
  for (const [at, route] of (web ? (routes ?? []) : []).entries()) {
    if (swallows(web.mount, route.path)) broken.push(`ROUTE_IN_WEB_MOUNT capabilities.routes[${at}].path`)
  }
  return broken
}

function badIds(noun: string, list: string, entries: readonly { readonly id: string }[]): string[] {
  const ids = entries.map(({ id }) => trim(id).normalize('NFD'))
  return ids.flatMap((id, at) => {
    if (id === '') return [`EMPTY_${noun}_ID capabilities.${list}[${at}].id`]
    return ids.indexOf(id) < at ? [`DUPLICATE_${noun}_ID capabilities.${list}[${at}].id`] : []
  })
}

const blank = '\\t\\n\\v\\f\\r\\u0085 \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const blankBefore = new RegExp(`^[${blank}]+`)
const blankBehind = new RegExp(`[${blank}]+$`)

function trim(text: string): string {
  return text.replace(blankBefore, '').replace(blankBehind, '')
}

function swallows(mount: string, path: string): boolean {
  const stem = trim(mount).replace(/^\//, '').replace(/\/+$/, '')
  return stem === '' || `${path.replace(/^\/?/, '/')}/`.startsWith(`/${stem}/`)
}

/** Versions as texts that sort as the versions do; `undefined` for what is no version. */
type Key = string | undefined

function isNewer(wanted: Key, present: Key): boolean {
  return wanted !== undefined && present !== undefined && wanted > present
}

function semverKey(text: unknown): Key {
  const [front = '', ...builds] = String(text ?? '').split('+')
  const [core = '', ...rest] = front.split('-')
  const numbers = core.split('.')
  if (numbers.length !== 3 || !numbers.every((number) => /^(0|[1-9]\d*)$/.test(number) && isSafe(number)))
    return undefined
  const prerelease = rest.length === 0 ? undefined : rest.join('-').split('.')
  const build = builds.length === 0 ? undefined : builds.join('+').split('.')
  if (![...(prerelease ?? []), ...(build ?? [])].every((one) => /^[0-9A-Za-z-]+$/.test(one))) return undefined
  const marks = prerelease?.map((one) => (/^\d+$/.test(one) ? `0${pad(one)}` : `1${one}`))
  return `${numbers.map(pad).join('.')} ${marks === undefined ? '~' : marks.join(' ')}`
}

function hostKey(text: string | undefined): Key {
  return semverKey(text) ?? systemKey(text)
}

function systemKey(text: unknown): Key {
  const [major, minor, patch] = String(text ?? '')
    .split('.')
    .map((part) => (/^[+-]?\d+$/.test(part) && isSafe(part) ? part : undefined))
  if (major === undefined) return undefined
  return `${[major, minor ?? '0', patch ?? '0'].map(pad).join('.')} ~`
}

function isSafe(number: string): boolean {
  return BigInt(number.replace('+', '')) <= BigInt(Number.MAX_SAFE_INTEGER)
}

/** What is below 0 counts as 0: no version that it is compared with is. */
function pad(number: string): string {
  return number.startsWith('-') ? pad('0') : number.replace(/^\+?0*(?=\d)/, '').padStart(20, '0')
}

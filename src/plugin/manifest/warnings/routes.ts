import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import { addSlash } from '../../web-mount.js'
import type { ManifestWarning, PluginManifest, RouteManifest } from '../contract.js'
import { makeFinding } from '../finding.js'
import { missingSlash } from './missing-slash.js'

/** Routes that are reached otherwise than they look, or never (fact sheet, sections 11.1 and 11.4). */
export function* warnOfRoutes({ capabilities }: PluginManifest): Iterable<ManifestWarning> {
  const taken = new Map<string, string>()
  for (const [place, route] of (capabilities.routes ?? []).entries()) {
    const path = `capabilities.routes[${place}]`
    if (route.id !== trimText(route.id)) yield paddedId(`${path}.id`, route.id)
    if (!route.path.startsWith('/')) yield missingSlash(`${path}.path`, route.path)
    yield* warnOfPattern(route, `${path}.path`)
    yield* warnOfMethods(route, path, taken)
  }
}

function paddedId(path: string, id: string): ManifestWarning {
  return makeFinding('UNUSUAL_ID', path, {
    says: `is ${quote(id)}, with white space around it`,
    found: quote(id),
    expected: quote(trimText(id)),
    fix: 'remove the white space: handle_route gets the id as it stands here',
  })
}

function* warnOfPattern({ path: pattern }: RouteManifest, path: string): Iterable<ManifestWarning> {
  const segments = addSlash(pattern).split('/').slice(1)
  const isWildcard = segments.at(-1) === '*'
  const front = isWildcard ? segments.slice(0, -1) : segments
  if (pattern.includes('..')) yield dead(path, quote(pattern), 'a path without "..": the app answers 400 to it')
  if (!isWildcard && segments.includes(':')) yield dead(path, quote(pattern), 'a name behind the colon: "/items/:id"')
  if (isWildcard && front.some((segment) => segment.startsWith(':'))) yield literal(path, pattern, 'its ":"')
  if (front.some((segment) => segment.includes('*'))) yield literal(path, pattern, 'its "*"')
}

function literal(path: string, pattern: string, what: string): ManifestWarning {
  return makeFinding('LITERAL_PATTERN', path, {
    says: `is ${quote(pattern)}, and ${what} is taken literally`,
    found: quote(pattern),
    expected: 'either parameters ("/items/:id"), or one wildcard at the end ("/items/*")',
    fix: 'split the route in two, or take the path apart in handle_route',
  })
}

function* warnOfMethods(route: RouteManifest, path: string, taken: Map<string, string>): Iterable<ManifestWarning> {
  const methods = new Set(route.methods.map((method) => method.toUpperCase()))
  if (methods.size === 0) yield dead(`${path}.methods`, 'an empty list', 'at least one method: ["GET"]')
  for (const method of methods) {
    const address = `${method} ${addSlash(route.path)}`
    const before = taken.get(address)
    if (method === 'OPTIONS')
      yield dead(`${path}.methods`, '"OPTIONS"', 'other methods: the app answers OPTIONS itself')
    else if (before === undefined) taken.set(address, path)
    else yield dead(path, `${address}, as ${before} has it`, 'an address of its own: the first route gets all requests')
  }
}

function dead(path: string, found: string, expected: string): ManifestWarning {
  return makeFinding('DEAD_ROUTE', path, {
    says: `is never reached with ${found}`,
    found,
    expected,
    fix: 'change it, or remove the route',
  })
}

import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import { isWildcard, matchRoute } from '../../web/match-route.js'
import { addSlash } from '../../web-mount.js'
import type { ManifestWarning, PluginManifest, RouteManifest } from '../contract.js'
import { makeFinding } from '../finding.js'
import { missingSlash } from './missing-slash.js'

/** Routes that are reached otherwise than they look, or never (fact sheet, sections 11.1, 11.2 and 11.4). */
export function* warnOfRoutes({ capabilities: { routes = [] } }: PluginManifest): Iterable<ManifestWarning> {
  for (const [place, route] of routes.entries()) {
    const path = `capabilities.routes[${place}]`
    if (route.id !== trimText(route.id)) yield paddedId(`${path}.id`, route.id)
    if (!route.path.startsWith('/')) yield missingSlash(`${path}.path`, route.path)
    yield* warnOfPattern(route, `${path}.path`)
    yield* warnOfMethods(route, path, routes)
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

function* warnOfPattern(route: RouteManifest, path: string): Iterable<ManifestWarning> {
  const pattern = route.path
  const segments = addSlash(pattern).split('/').slice(1)
  const hasNames = !isWildcard(route)
  const front = hasNames ? segments : segments.slice(0, -1)
  const literals = hasNames ? front.filter((segment) => !segment.startsWith(':')) : front
  if (pattern.includes('..')) yield dead(path, quote(pattern), 'a path without "..": the app answers 400 to it')
  if (literals.some((segment) => /[?#]|[^!-~]/.test(segment))) yield dead(path, quote(pattern), asSent)
  if (hasNames && segments.includes(':')) yield dead(path, quote(pattern), 'a name behind the colon: "/items/:id"')
  if (!hasNames && front.some((segment) => segment.startsWith(':'))) yield literal(path, pattern, 'its ":"')
  if (front.some((segment) => segment.includes('*'))) yield literal(path, pattern, 'its "*"')
}

const asSent = 'a path as clients send it: "%20" for a blank, "%C3%BC" for "ü", without query'

function literal(path: string, pattern: string, what: string): ManifestWarning {
  return makeFinding('LITERAL_PATTERN', path, {
    says: `is ${quote(pattern)}, and ${what} is taken literally`,
    found: quote(pattern),
    expected: 'either parameters ("/items/:id"), or one wildcard at the end ("/items/*")',
    fix: 'split the route in two, or take the path apart in handle_route',
  })
}

function* warnOfMethods(
  route: RouteManifest,
  path: string,
  routes: readonly RouteManifest[],
): Iterable<ManifestWarning> {
  const methods = new Set(route.methods.map((method) => method.toUpperCase()))
  if (methods.size === 0) yield dead(`${path}.methods`, 'an empty list', 'at least one method: ["GET"]')
  for (const method of methods) {
    const first = firstOfTier(route, method, routes)
    if (method === 'OPTIONS')
      yield dead(`${path}.methods`, '"OPTIONS"', 'other methods: the app answers OPTIONS itself')
    else if (/^$|\s/.test(method)) yield dead(`${path}.methods`, quote(method), 'a method without white space')
    else if (first !== undefined && first !== route) {
      const found = `${method} ${addSlash(route.path)}, which capabilities.routes[${routes.indexOf(first)}] answers`
      yield dead(path, found, 'an address of its own: the first route gets all requests')
    }
  }
}

/**
 * The route that answers what only its tier can answer: itself, unless an earlier one covers it. To find out, NUL stands
 * for what the pattern leaves open, since no route names it.
 */
function firstOfTier(
  route: RouteManifest,
  method: string,
  routes: readonly RouteManifest[],
): RouteManifest | undefined {
  const rivals = routes.filter((one) => isWildcard(one) === isWildcard(route))
  const open = isWildcard(route) ? /\*$/ : /(?<=\/):[^/]+/g
  return matchRoute(rivals, method, addSlash(route.path).replace(open, '\0'))?.route
}

function dead(path: string, found: string, expected: string): ManifestWarning {
  return makeFinding('DEAD_ROUTE', path, {
    says: `is never reached with ${found}`,
    found,
    expected,
    fix: 'change it, or remove the route',
  })
}

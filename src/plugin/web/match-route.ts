import type { RouteManifest } from '../contract.js'
import { addSlash } from '../web-mount.js'
import { decodePercent } from './percent.js'

/** The route that answers a request, and what the request has where the path of the route has names. */
export interface RouteMatch {
  readonly route: RouteManifest
  readonly params: Readonly<Record<string, string>>
}

/**
 * The route of that very path, else the first with parameters that fits, else the first with a wildcard
 * (fact sheet, section 11.4).
 *
 * @param path raw sub-path: not decoded, without query
 */
export function matchRoute(routes: readonly RouteManifest[], method: string, path: string): RouteMatch | undefined {
  const asked = addSlash(path)
  const allowed = routes.filter((route) => route.methods.some((one) => one.toUpperCase() === method.toUpperCase()))
  const exact = allowed.find((route) => addSlash(route.path) === asked)
  if (exact !== undefined) return { route: exact, params: {} }
  return firstWithParams(allowed, asked) ?? firstWildcard(allowed, asked)
}

function firstWithParams(routes: readonly RouteManifest[], asked: string): RouteMatch | undefined {
  for (const route of routes) {
    const params = isWildcard(route) ? undefined : takeParams(addSlash(route.path), asked)
    if (params !== undefined) return { route, params }
  }
  return undefined
}

function firstWildcard(routes: readonly RouteManifest[], asked: string): RouteMatch | undefined {
  const route = routes.find((one) => isWildcard(one) && isBelow(addSlash(one.path).slice(0, -'/*'.length), asked))
  return route && { route, params: {} }
}

/** A `*` anywhere else is taken literally, and so is a `:name` before it. */
export function isWildcard(route: RouteManifest): boolean {
  return addSlash(route.path).endsWith('/*')
}

function isBelow(prefix: string, asked: string): boolean {
  return asked === prefix || asked.startsWith(`${prefix}/`)
}

function takeParams(pattern: string, asked: string): Readonly<Record<string, string>> | undefined {
  const [names, values] = [pattern.split('/'), asked.split('/')]
  if (names.length !== values.length) return undefined
  const params: [name: string, value: string][] = []
  for (const [place, name] of names.entries()) {
    const value = values[place] ?? ''
    if (!name.startsWith(':')) {
      if (name !== value) return undefined
      continue
    }
    if (name === ':' || value === '') return undefined
    params.push([name.slice(1), decodePercent(value) ?? value])
  }
  return Object.fromEntries(params)
}

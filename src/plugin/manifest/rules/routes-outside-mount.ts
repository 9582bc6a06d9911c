import { quote } from '../../../report/quote.js'
import { isCaptured, normaliseMount } from '../../web-mount.js'
import type { ManifestProblem, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'

/** The app asks the mount first, so a route inside it would never be called. */
export function routesOutsideMount({ capabilities }: PluginManifest): ManifestProblem[] {
  const { web, routes = [] } = capabilities
  if (web === undefined) return []
  return routes.flatMap(({ path }, place) => {
    if (!isCaptured(web.mount, path)) return []
    return [
      makeFinding('ROUTE_IN_WEB_MOUNT', `capabilities.routes[${place}].path`, {
        says: `is ${quote(path)}, which lies inside the web mount ${quote(web.mount)}`,
        found: quote(path),
        expected: `a path outside of ${quote(normaliseMount(web.mount))}`,
        fix: 'move the route or the mount: the static files would always answer first',
      }),
    ]
  })
}

import type { HTTPRequest } from './http-request.js'

/** Who sends a request. */
export interface Sender {
  /** `undefined`: it is not known. */
  readonly appVersion: string | undefined
  readonly pluginId: string | null
}

/** Adds the User-Agent that the app always sends; one that the plugin has set stays in front (fact sheet, section 6.1). */
export function withUserAgent(request: HTTPRequest, { appVersion, pluginId }: Sender): HTTPRequest {
  const own = `Osaurus/${appVersion ?? 'unknown'} Plugin/${pluginId ?? 'unknown'}`
  const given = request.headers.get('user-agent')
  const headers = new Map(request.headers).set('user-agent', given ? `${given} ${own}` : own)
  return { ...request, headers }
}

import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'

/** Where the server of the app listens. */
export const localOrigin = 'http://127.0.0.1:1337'

/** A bare sub-path is one of the plugin's own. */
export function isSubPath(input: unknown): boolean {
  return typeof input === 'string' && input.startsWith('/')
}

/** The request that a test describes as `fetch` would take it. */
export function makeRequest(input: Request | string | URL, init: RequestInit, pluginId: string): Request {
  if (input instanceof Request) return new Request(input, init)
  const url = isSubPath(input) ? `${localOrigin}/plugins/${pluginId}${input}` : String(input)
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw noUrl(input)
  return new Request(url, init)
}

/** A client resolves `..` before it asks. The text as the test wrote it shows what the app says to one that does not. */
export function unresolvedPath(input: Request | string | URL, pluginId: string): string | undefined {
  if (typeof input !== 'string') return undefined
  const [address = ''] = input.split(/[?#]/)
  const path = isSubPath(address) ? `/plugins/${pluginId}${address}` : address.replace(/^[^/]*\/\/[^/]*/, '')
  return path.includes('..') ? path : undefined
}

function noUrl(input: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(input)} is no address that can be asked for.`,
    details: [
      ['expected', `a sub-path of the plugin ('/notes/7'), a URL (${localOrigin}/plugins/<id>/notes/7) or a Request`],
    ],
    fix: 'begin the address with "/" or "http://"',
  })
}

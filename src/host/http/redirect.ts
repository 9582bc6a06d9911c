import { portOf } from './address-guard.js'
import type { HTTPReply } from './http-reply.js'
import type { HTTPRequest } from './http-request.js'
import { parseURL, type RequestURL, readURL } from './request-url.js'

/** The request that follows a redirect; `undefined` when the reply is the answer (fact sheet, section 6.5). */
export function redirect(request: HTTPRequest, { status, headers }: HTTPReply): HTTPRequest | undefined {
  if (!request.followsRedirects || status < 300 || status > 399) return undefined
  const { location } = headers
  const url = location === undefined ? undefined : resolve(location, request.url)
  if (url === undefined) return undefined
  const next = losesBody(request.method, status) ? withoutBody(request) : request
  return { ...next, url, headers: isSameOrigin(request.url, url) ? next.headers : withoutCredentials(next.headers) }
}

/** A target that names its host is judged by its own text as well. */
function resolve(location: string, { url: base }: RequestURL): RequestURL | undefined {
  const url = parseURL(location, base?.href)
  if (url === undefined) return undefined
  const own = readURL(location)
  return own !== undefined && own.host !== '' ? { ...own, url } : readURL(url.href)
}

function losesBody(method: string, status: number): boolean {
  return [301, 302, 303].includes(status) && method !== 'GET' && method !== 'HEAD'
}

function withoutBody(request: HTTPRequest): HTTPRequest {
  return {
    ...request,
    method: 'GET',
    body: undefined,
    headers: without(request.headers, ['content-length', 'content-type']),
  }
}

function isSameOrigin({ url: one }: RequestURL, { url: other }: RequestURL): boolean {
  if (one === undefined || other === undefined) return false
  return one.protocol === other.protocol && one.hostname === other.hostname && portOf(one) === portOf(other)
}

function withoutCredentials(headers: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return without(headers, ['authorization', 'cookie'])
}

function without(headers: ReadonlyMap<string, string>, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...headers].filter(([name]) => !names.includes(name)))
}

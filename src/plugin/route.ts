import { sortedJSON } from '../abi/sorted-json.js'
import { MockHostError } from '../errors/mockhost-error.js'
import type { PluginManifest, RouteRequest, RouteResponse } from './contract.js'
import { localOrigin } from './web/make-request.js'
import { matchRoute } from './web/match-route.js'

/**
 * The request as the app would send it: what is left out is filled in (fact sheet, section 11.2).
 *
 * @param tunnelUrl address under which the plugin is reached from outside; while there is one, requests name it
 */
export function fillRequest(
  request: Partial<RouteRequest>,
  manifest: PluginManifest,
  tunnelUrl: string | null = null,
): string {
  const { plugin_id } = manifest
  const path = request.path ?? '/'
  const method = request.method ?? 'GET'
  const base_url = tunnelUrl ?? localOrigin
  const match = matchRoute(manifest.capabilities.routes ?? [], method, path)
  const filled: RouteRequest = {
    body: '',
    body_encoding: 'utf8',
    method,
    osaurus: { agent_address: '', base_url, plugin_url: `${base_url}/plugins/${plugin_id}` },
    path,
    path_params: match?.params ?? {},
    plugin_id,
    query: {},
    remote_addr: '',
    route_id: match?.route.id ?? '',
    ...withoutUndefined(request),
    headers: lowerCaseNames(request.headers ?? {}),
  }
  return sortedJSON(filled)
}

function withoutUndefined(request: Partial<RouteRequest>): Partial<RouteRequest> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined))
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** What a text of `handle_route` says: a response, or why it is none, with the status that the app answers then. */
export type DecodedResponse =
  | { readonly kind: 'response'; readonly response: RouteResponse }
  | { readonly kind: 'invalid'; readonly status: 500 | 502; readonly why: string }

/** What the plugin answered, or an error that says why the app would answer 500 or 502. */
export function readResponse(raw: string): RouteResponse {
  const decoded = decodeResponse(raw)
  if (decoded.kind === 'response') return decoded.response
  throw invalidResponse(raw, decoded.why)
}

/** Decodes as strictly as the app does (fact sheet, sections 11.1 and 11.3). */
export function decodeResponse(raw: string): DecodedResponse {
  const answer = parseObject(raw)
  if (typeof answer === 'string') return invalid(answer)
  const { status, body_encoding } = answer
  const [headers, text] = [answer.headers ?? {}, answer.body ?? '']
  if (status === undefined) return invalid('"status" is missing')
  if (!Number.isSafeInteger(status)) return invalid(`"status" is ${JSON.stringify(status)}, not an integer`)
  if (!isTextRecord(headers)) return invalid('"headers" is no object of strings')
  if (typeof text !== 'string') return invalid(`"body" is ${JSON.stringify(text)}, not a string`)
  if (typeof (body_encoding ?? '') !== 'string')
    return invalid(`"body_encoding" is ${JSON.stringify(body_encoding)}, not a string`)
  const bytes = body_encoding === 'base64' ? decodeBase64(text) : Buffer.from(text)
  if (bytes === undefined) return invalid(noBase64, 502)
  return { kind: 'response', response: { status: status as number, headers, body: bytes.toString(), bytes, raw } }
}

function invalid(why: string, status: 500 | 502 = 500): DecodedResponse {
  return { kind: 'invalid', status, why }
}

const noBase64 = '"body" is no strict base64 (padding required, no white space), though "body_encoding" says so'

/** The object, or why there is none. */
function parseObject(raw: string): Record<string, unknown> | string {
  let answer: unknown
  try {
    answer = JSON.parse(raw)
  } catch (error) {
    return `it is no JSON: ${(error as Error).message}`
  }
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer as Record<string, unknown>
  return 'it is no JSON object'
}

/** Strict, as the app decodes: padding is required, white space is not allowed. */
function decodeBase64(body: string): Buffer | undefined {
  const bytes = Buffer.from(body, 'base64')
  return bytes.toString('base64') === body ? bytes : undefined
}

function isTextRecord(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((text) => typeof text === 'string')
}

function invalidResponse(raw: string, why: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_RESPONSE',
    message: `handle_route answered something that is no response: ${why}.`,
    details: [['answered', raw.length > 200 ? `${raw.slice(0, 200)}…` : raw]],
    fix: 'answer {"status":200,"headers":{…},"body":"…"}; the app would send the caller an error 500 or 502',
  })
}

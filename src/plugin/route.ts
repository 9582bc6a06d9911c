import { sortedJSON } from '../abi/sorted-json.js'
import { MockHostError } from '../errors/mockhost-error.js'
import type { PluginManifest, RouteManifest, RouteRequest, RouteResponse } from './contract.js'

const localHost = 'http://127.0.0.1:1337'

/** The request as the app would send it: what is left out is filled in (fact sheet, section 11.2). */
export function fillRequest(request: Partial<RouteRequest>, manifest: PluginManifest): string {
  const { plugin_id } = manifest
  const path = request.path ?? '/'
  const method = request.method ?? 'GET'
  const plugin_url = `${localHost}/plugins/${plugin_id}`
  const filled: RouteRequest = {
    body: '',
    body_encoding: 'utf8',
    method,
    osaurus: { agent_address: '', base_url: localHost, plugin_url },
    path,
    path_params: {},
    plugin_id,
    query: {},
    remote_addr: '',
    route_id: findRoute(manifest.capabilities.routes ?? [], method, path)?.id ?? '',
    ...withoutUndefined(request),
    headers: lowerCaseNames(request.headers ?? {}),
  }
  return sortedJSON(filled)
}

function withoutUndefined(request: Partial<RouteRequest>): Partial<RouteRequest> {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined))
}

/** The route of that very path, else the first with parameters that fits, else the first with a wildcard (section 11.4). */
function findRoute(routes: readonly RouteManifest[], method: string, path: string): RouteManifest | undefined {
  const allowed = routes.filter((route) => route.methods.some((one) => one.toUpperCase() === method.toUpperCase()))
  const fitting = allowed.filter((route) => toPattern(route.path).test(path))
  const exact = allowed.find((route) => route.path === path)
  return exact ?? fitting.find((route) => !route.path.endsWith('/*')) ?? fitting[0]
}

function toPattern(path: string): RegExp {
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (path.endsWith('/*')) return new RegExp(`^${escaped.slice(0, -'/\\*'.length)}(/.*)?$`)
  return new RegExp(`^${escaped.replace(/:[^/]+/g, '[^/]+')}$`)
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** What the plugin answered, or an error that says why the app would answer 500 or 502 (sections 11.1 and 11.3). */
export function readResponse(raw: string): RouteResponse {
  const answer = parseObject(raw)
  const { status, body_encoding } = answer
  const [headers, text] = [answer.headers ?? {}, answer.body ?? '']
  if (!Number.isInteger(status))
    throw invalidResponse(raw, `"status" is ${JSON.stringify(status) ?? 'missing'}, not an integer`)
  if (!isTextRecord(headers)) throw invalidResponse(raw, '"headers" is no object of strings')
  if (typeof text !== 'string') throw invalidResponse(raw, `"body" is ${JSON.stringify(text)}, not a string`)
  const bytes = body_encoding === 'base64' ? decodeBase64(raw, text) : Buffer.from(text)
  return { status: status as number, headers, body: bytes.toString(), bytes, raw }
}

function parseObject(raw: string): Record<string, unknown> {
  let answer: unknown
  try {
    answer = JSON.parse(raw)
  } catch (error) {
    throw invalidResponse(raw, `it is no JSON: ${(error as Error).message}`)
  }
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer as Record<string, unknown>
  throw invalidResponse(raw, 'it is no JSON object')
}

/** Strict, as the app decodes: padding is required, white space is not allowed. */
function decodeBase64(raw: string, body: string): Buffer {
  const bytes = Buffer.from(body, 'base64')
  if (bytes.toString('base64') === body) return bytes
  throw invalidResponse(
    raw,
    '"body" is no strict base64 (padding required, no white space), though "body_encoding" says so',
  )
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

import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'
import type { FetchOptions } from '../contract.js'
import { isSubPath, makeRequest, unresolvedPath } from './make-request.js'
import { agentInQuery } from './query.js'

/** A request as it arrives at the server of the app. */
export interface Asked {
  readonly method: string
  /** Path of the URL: raw, without query. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Whether the app takes it for one of this machine. */
  readonly isLoopback: boolean
  readonly signal: AbortSignal
}

/** What requests need to know of the app. */
export interface RequestContext {
  readonly pluginId: string
  readonly tunnelUrl: string | null
  /** Agent of the host, for requests that name none. */
  readonly activeAgentId: string | null
  /** Agent that the app opens a page of the plugin for. */
  readonly pageAgentId: string
}

/** Reads what was given to `fetch`, and adds what a client and the relay would add. */
export async function readRequest(
  input: Request | string | URL,
  init: FetchOptions,
  context: RequestContext,
): Promise<Asked> {
  const request = makeRequest(input, init, context.pluginId)
  const { pathname, search, origin, host } = new URL(request.url)
  const from = placeOf(init, origin, context)
  const body = new Uint8Array(await request.arrayBuffer())
  const sent = { headers: headersOf(request, host, body), query: search.slice(1) }
  const agentId =
    init.agentId === undefined ? agentFor(sent, context, isSubPath(input) || from === 'relay') : init.agentId
  const headers = {
    ...sent.headers,
    ...(agentId !== null && { 'x-osaurus-agent-id': agentId }),
    ...(from === 'relay' && { [relayMark]: '1' }),
  }
  return {
    method: request.method,
    path: unresolvedPath(input, context.pluginId) ?? pathname,
    query: sent.query,
    headers,
    body,
    // The relay reaches the server from this machine; its mark gives it away.
    isLoopback: from === 'loopback' && headers[relayMark] === undefined,
    signal: request.signal,
  }
}

const relayMark = 'x-osaurus-relay-origin'
const places = ['loopback', 'relay', 'network']

function placeOf({ from }: FetchOptions, origin: string, { tunnelUrl }: RequestContext): FetchOptions['from'] {
  if (from === undefined) return isTunnel(origin, tunnelUrl) ? 'relay' : 'loopback'
  if (places.includes(from)) return from
  throw new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `A request cannot come from ${printValue(from)}.`,
    details: [['expected', places.join(', ')]],
    fix: "leave `from` out for a request of this machine, or give 'relay' or 'network'",
  })
}

function isTunnel(origin: string, tunnelUrl: string | null): boolean {
  return tunnelUrl !== null && URL.canParse(tunnelUrl) && new URL(tunnelUrl).origin === origin
}

/** Those of the request, and those that every HTTP client adds. */
function headersOf(request: Request, host: string, body: Uint8Array): Record<string, string> {
  const length = body.byteLength > 0 ? { 'content-length': String(body.byteLength) } : {}
  return { host, ...length, ...Object.fromEntries(request.headers) }
}

/** The agent to add for a request; `null` where it names one itself, or shall have none. */
function agentFor({ headers, query }: Sent, context: RequestContext, needsAgent: boolean): string | null {
  if (headers['x-osaurus-agent-id'] !== undefined || agentInQuery(query) !== undefined) return null
  return context.activeAgentId ?? (needsAgent ? context.pageAgentId : null)
}

type Sent = Pick<Asked, 'headers' | 'query'>

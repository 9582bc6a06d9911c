import { isUnderDebugger } from '../../host/debugger.js'
import type { FetchOptions, RouteManifest } from '../contract.js'
import { decodeResponse, fillRequest } from '../route.js'
import { isCaptured } from '../web-mount.js'
import { agentOfRequest, isOwner } from './access.js'
import { type PluginAddress, readAddress } from './address.js'
import type { ServedPlugin, ServingApp } from './contract.js'
import { corsHeaders, preflightHeaders } from './cors.js'
import { matchRoute, type RouteMatch } from './match-route.js'
import { parseQuery } from './query.js'
import { type Asked, readRequest } from './read-request.js'
import { type Reply, refuse, toResponse } from './reply.js'
import { refuseSize } from './request-size.js'
import { serveFile } from './static-files.js'
import { TokenBucket } from './token-bucket.js'

/** A request for the plugin, made on behalf of an agent. */
interface PluginRequest {
  readonly asked: Asked
  readonly path: string
  /** As the request writes it. */
  readonly agentId: string
}

/** The HTTP server of the app in front of one plugin, without a socket (fact sheet, section 11). */
export class RouteServer {
  readonly #plugin: ServedPlugin
  readonly #app: ServingApp
  readonly #bucket: TokenBucket

  constructor(plugin: ServedPlugin, app: ServingApp) {
    this.#plugin = plugin
    this.#app = app
    this.#bucket = new TokenBucket(app.clock, app.limits.routeRequestsPerMinute)
  }

  /** Answers a request as the app answers it; rejects only where a client of the app would get no answer at all. */
  async fetch(input: Request | string | URL, init: FetchOptions): Promise<Response> {
    const { activeAgentId, pageAgentId, tunnelUrl } = this.#app
    const pluginId = this.#plugin.manifest.plugin_id
    const asked = await readRequest(input, init, { pluginId, activeAgentId, pageAgentId, tunnelUrl })
    asked.signal.throwIfAborted()
    const reply = await this.#reply(asked)
    return toResponse({ ...reply, headers: [...corsHeaders(asked), ...reply.headers] })
  }

  async #reply(asked: Asked): Promise<Reply> {
    const tooLarge = refuseSize(asked, this.#app.limits)
    if (tooLarge !== undefined) return tooLarge
    if (asked.method === 'OPTIONS') return { status: 204, headers: preflightHeaders(asked), body: new Uint8Array() }
    const address = readAddress(asked.path)
    if (address === 'elsewhere') return notFound
    if (address === 'incomplete') return refuse(404, 'Invalid plugin route')
    if (asked.path.includes('..')) return refuse(400, 'Invalid path')
    const agentId = agentOfRequest(asked)
    if (agentId === undefined) return refuse(401, agentNeeded)
    if (!this.#isLoaded(address)) return refuse(404, `Plugin not found: ${address.pluginId}`)
    return this.#answer({ asked, path: address.subPath, agentId })
  }

  #isLoaded({ pluginId }: PluginAddress): boolean {
    return this.#plugin.isLoaded && this.#plugin.manifest.plugin_id === pluginId
  }

  #answer(request: PluginRequest): Reply | Promise<Reply> {
    const { web, routes = [] } = this.#plugin.manifest.capabilities
    const { asked, path, agentId } = request
    if (web !== undefined && isCaptured(web.mount, path)) {
      const page = { pluginId: this.#plugin.manifest.plugin_id, agentId }
      return this.#bar(web, asked) ?? serveFile({ web, directory: this.#plugin.directory, path, page })
    }
    const match = matchRoute(routes, asked.method, path)
    if (match === undefined) return noRoute
    return this.#bar(match.route, asked) ?? this.#refuseCall(match.route) ?? this.#call(match, request)
  }

  /** Why the caller is kept out of a route or the static files. From outside a closed one looks as if it were not there. */
  #bar({ auth, tunnel_exposed }: Pick<RouteManifest, 'auth' | 'tunnel_exposed'>, asked: Asked): Reply | undefined {
    if (!asked.isLoopback && tunnel_exposed !== true) return noRoute
    if (auth === 'owner' && !isOwner(asked, this.#app.accessKey)) return refuse(401, 'Authentication required')
    return undefined
  }

  #refuseCall({ auth }: RouteManifest): Reply | undefined {
    if (auth !== 'owner' && !this.#bucket.take()) return refuse(429, 'Rate limit exceeded')
    if (!this.#plugin.hasRouteHandler) return refuse(501, 'Plugin does not support route handling')
    return undefined
  }

  async #call(match: RouteMatch, { asked, path, agentId }: PluginRequest): Promise<Reply> {
    const title = `handle_route ${asked.method} ${path}`
    const request = this.#writeRequest(match, asked, path)
    const answer = await this.#inTime(asked.signal, () => this.#plugin.handleRoute({ title, request, agentId }))
    if (answer === late) return refuse(500, `Plugin error: ${title} timed out`)
    if (answer === null) return refuse(500, `Plugin error: ${title} returned NULL`)
    const decoded = decodeResponse(answer)
    if (decoded.kind === 'invalid') return refuse(decoded.status, `Invalid plugin response: ${decoded.why}`)
    const { status, headers, bytes } = decoded.response
    return { status, headers: Object.entries(headers), body: bytes }
  }

  #writeRequest({ route, params }: RouteMatch, asked: Asked, path: string): string {
    const { headers, method, query } = asked
    const given = { body: Buffer.from(asked.body).toString(), headers, method, path, query: parseQuery(query) }
    const matched = { route_id: route.id, path_params: params }
    return fillRequest({ ...given, ...matched }, this.#plugin.manifest, this.#app.tunnelUrl)
  }

  /** The answer, unless the limit is over before, or the client goes away. The call itself runs on, as in the app. */
  #inTime(signal: AbortSignal, handle: () => Promise<string | null>): Promise<string | null | typeof late> {
    const { clock, limits } = this.#app
    return new Promise((resolve, reject) => {
      const answer = handle()
      const waitNoMore = () => {
        stopTimer?.()
        signal.removeEventListener('abort', onAbort)
      }
      const leave = () => {
        waitNoMore()
        this.#plugin.abandon(answer)
      }
      const onLate = () => {
        if (isUnderDebugger()) return
        leave()
        resolve(late)
      }
      const onAbort = () => {
        leave()
        reject(signal.reason)
      }
      const isLimited = Number.isFinite(limits.routeTimeout)
      const stopTimer = isLimited ? clock.startTimer(onLate, limits.routeTimeout) : undefined
      signal.addEventListener('abort', onAbort, { once: true })
      // In this order: who leaves when the answer is there gets it, and does not abandon it.
      answer.finally(waitNoMore).then(resolve, reject)
    })
  }
}

/** The limit of the route was over before there was an answer. */
const late = Symbol('late')

const noRoute = refuse(404, 'No matching route')

const notFound: Reply = {
  status: 404,
  headers: [['Content-Type', 'text/plain; charset=utf-8']],
  body: Buffer.from('Not Found'),
}

const agentNeeded =
  'Plugin routes need an agent: a UUID in the header X-Osaurus-Agent-Id, or in the query parameter osr_agent'

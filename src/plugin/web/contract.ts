import type { HostClock } from '../../host/simulation/clock.js'
import type { Limits } from '../../host/simulation/limits.js'
import type { PluginManifest } from '../contract.js'
import type { RequestContext } from './read-request.js'

/** The plugin behind the server. */
export interface ServedPlugin {
  readonly manifest: PluginManifest
  readonly isLoaded: boolean
  readonly hasRouteHandler: boolean
  /** The directory of its library: the app calls it the version directory. */
  readonly directory: string
  /** Calls `handle_route` in a frame of that agent; `null` for NULL. */
  handleRoute(call: RouteCall): Promise<string | null>
  /** Nobody waits for that answer any more: the plugin keeps what becomes of it, and tells of a failure at its end. */
  abandon(answer: Promise<unknown>): void
}

/** One call of `handle_route`. */
export interface RouteCall {
  readonly title: string
  readonly request: string
  readonly agentId: string
}

/** What the server needs of the app. */
export interface ServingApp extends Omit<RequestContext, 'pluginId'> {
  readonly limits: Limits
  readonly clock: HostClock
  /** What `Authorization: Bearer` must have where only the owner may ask. */
  readonly accessKey: string
}

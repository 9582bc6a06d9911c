import type { Profile } from '../profile.js'

/** Limits of the app (fact sheet, section 1.4). `Infinity` is none. */
export interface Limits {
  /** Bytes of UTF-8 of a config value. */
  readonly configValueBytes: number
  /** Bytes of a plugin's database; 0 for no limit. */
  readonly databaseBytes: number
  /** Calls of `complete`, `complete_stream` and `embed` in progress together, for each plugin. */
  readonly inferencesInFlight: number
  /** Calls of `dispatch` in 60 s, for each plugin and agent. */
  readonly dispatchesPerMinute: number
  /** Calls of `http_request` in 60 s, for each plugin and agent. */
  readonly httpRequestsPerMinute: number
  /** Bytes of a body in `http_request`, out and in. */
  readonly httpBodyBytes: number
  /** Milliseconds that `http_request` waits when the request does not say. */
  readonly httpTimeout: number
  /** Milliseconds that a request of `http_request` may ask for at most. */
  readonly longestHttpTimeout: number
  /** Redirects that `http_request` follows. */
  readonly httpRedirects: number
  /** Bytes of a file in `file_read`. */
  readonly fileBytes: number
  /** Tasks that run at once; those above it are queued. */
  readonly runningTasks: number
  /** The same for each agent. */
  readonly runningTasksPerAgent: number
  /** Milliseconds that `invoke` of a tool may take. */
  readonly toolTimeout: number
  /** Milliseconds that `handle_route` may take: by `plugin.fetch`, and under `'production'` by `handleRoute`. */
  readonly routeTimeout: number
  /** Requests of routes without owner authentication in 60 s, for each plugin. */
  readonly routeRequestsPerMinute: number
  /** Bytes of a body that the server takes. */
  readonly routeBodyBytes: number
}

/** What the app has. */
export const appLimits: Limits = {
  configValueBytes: 1_048_576,
  databaseBytes: 104_857_600,
  inferencesInFlight: 2,
  dispatchesPerMinute: 10,
  httpRequestsPerMinute: 60,
  httpBodyBytes: 50_000_000,
  httpTimeout: 30_000,
  longestHttpTimeout: 300_000,
  httpRedirects: 20,
  fileBytes: 50_000_000,
  runningTasks: 5,
  runningTasksPerAgent: 5,
  toolTimeout: 120_000,
  routeTimeout: 30_000,
  routeRequestsPerMinute: 100,
  routeBodyBytes: 32 * 1024 * 1024,
}

/** Names of all limits. */
export const limitNames = Object.keys(appLimits) as (keyof Limits)[]

/** How often a plugin may call, and how long its tools may take, is limited under `'production'` alone. */
const permissive: Limits = {
  ...appLimits,
  toolTimeout: Number.POSITIVE_INFINITY,
  inferencesInFlight: Number.POSITIVE_INFINITY,
  dispatchesPerMinute: Number.POSITIVE_INFINITY,
  httpRequestsPerMinute: Number.POSITIVE_INFINITY,
  routeRequestsPerMinute: Number.POSITIVE_INFINITY,
}

/** The limits of a host: those of its profile, and over them what the test has set. */
export function limitsOf(profile: Profile, given?: Partial<Limits>): Limits {
  const limits = profile === 'production' ? appLimits : permissive
  return given === undefined ? limits : { ...limits, ...given }
}

import { internals } from '../../../src/host/mock-host.js'
import type { HostClock } from '../../../src/host/simulation/clock.js'
import type { MockHost, MockHostOptions, Plugin, RouteRequest } from '../../../src/index.js'
import { installHost } from '../../host/install-host.js'
import { loadFixture } from '../load-fixture.js'

export const ADA = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
export const pluginId = 'com.example.web_routes'
export const base = `http://127.0.0.1:1337/plugins/${pluginId}`

/** The fixture with routes of every kind, on a host that is installed until the test ends. */
export async function loadRoutes(
  options?: MockHostOptions,
): Promise<{ host: MockHost; plugin: Plugin; clock: HostClock }> {
  const host = installHost(options)
  const plugin = await loadFixture(host, 'web_routes')
  return { host, plugin, clock: host[internals].simulated.clock }
}

/** What the fixture answers to most routes: the request it got, and the agent of its frame. */
export interface Seen {
  readonly agent: string | null
  readonly request: RouteRequest
}

export async function seenBy(response: Response): Promise<Seen> {
  return (await response.json()) as Seen
}

/** The error that the server itself answered. */
export async function errorOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { message: string } }
  return error.message
}

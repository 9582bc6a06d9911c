import { internals, type MockHost } from '../../host/mock-host.js'
import type { ServingApp } from './contract.js'

/** What the server of the app asks of its host. */
export function servingApp(host: MockHost): ServingApp {
  const { limits, clock } = host[internals].simulated
  return {
    limits,
    clock,
    get accessKey() {
      return host.accessKey
    },
    get tunnelUrl() {
      return host.tunnel.url
    },
    get activeAgentId() {
      return host.activeAgentId
    },
    get pageAgentId() {
      return host[internals].appConfig.firstAgent
    },
  }
}

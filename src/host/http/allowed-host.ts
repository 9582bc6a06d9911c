import { isIPv6 } from 'node:net'
import { parseURL } from './request-url.js'

/** A host that the test allows; without a port all of its ports. */
export interface AllowedHost {
  readonly hostname: string
  readonly port: string | undefined
}

/** What `readAllowedHost` takes, for messages. */
export const allowedHostForm =
  'a host or host:port, without scheme and path, such as "127.0.0.1", "localhost:8080" or "[::1]:8080"'

/** Reads an entry of `allowHosts`; `undefined` for what is no host. */
export function readAllowedHost(text: string): AllowedHost | undefined {
  const [, host, port] = /^(\[[^\]]+\]|[^:/?#@[\]\\]+)(?::(\d+))?$/.exec(isIPv6(text) ? `[${text}]` : text) ?? []
  const url = host === undefined ? undefined : parseURL(`http://${host}`)
  return url === undefined ? undefined : { hostname: url.hostname, port }
}

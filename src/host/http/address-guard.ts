import { isIPv6 } from 'node:net'
import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'
import { isBlockedHost, withoutBrackets } from './blocked-host.js'
import { parseURL, type RequestURL } from './request-url.js'

/** A host that the test allows; without a port all of its ports. */
interface AllowedHost {
  readonly hostname: string
  readonly port: string | undefined
}

/** Says where requests may go: what the app blocks, and what the test allows. */
export class AddressGuard {
  readonly #isStrict: boolean
  readonly #allowed: readonly AllowedHost[]

  /** @param isStrict whether addresses are blocked as in the app */
  constructor(isStrict: boolean, allowHosts: readonly string[]) {
    this.#isStrict = isStrict
    this.#allowed = allowHosts.map(readAllowedHost)
  }

  /** Whether the app would answer `ssrf_blocked`, and the test has not allowed the host. */
  isBlocked(address: RequestURL): boolean {
    if (!this.#isStrict || this.isAllowed(address)) return false
    // A backslash makes the two differ: the request goes where `fetch` reads.
    const { host, url } = address
    return isBlockedHost(host) || (url !== undefined && isBlockedHost(withoutBrackets(url.hostname)))
  }

  /** Whether the test has named the host, so that requests may go out to it. */
  isAllowed({ url }: RequestURL): boolean {
    if (url === undefined) return false
    return this.#allowed.some(
      ({ hostname, port }) => hostname === url.hostname && (port ?? portOf(url)) === portOf(url),
    )
  }
}

/** The port that a request goes to; empty where the scheme has none. */
export function portOf({ port, protocol }: URL): string {
  if (port !== '') return port
  return protocol === 'https:' ? '443' : protocol === 'http:' ? '80' : ''
}

function readAllowedHost(text: string): AllowedHost {
  const [, host, port] = /^(\[[^\]]+\]|[^:/?#@[\]\\]+)(?::(\d+))?$/.exec(isIPv6(text) ? `[${text}]` : text) ?? []
  const url = host === undefined ? undefined : parseURL(`http://${host}`)
  if (url === undefined) throw wrongHost(text)
  return { hostname: url.hostname, port }
}

function wrongHost(text: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(text)} is no host that could be allowed.`,
    details: [['expected', 'a host or host:port, such as "127.0.0.1", "localhost:8080" or "[::1]:8080"']],
    fix: 'leave out scheme and path in allowHosts',
  })
}

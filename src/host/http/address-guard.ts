import { type AllowedHost, readAllowedHost } from './allowed-host.js'
import { isBlockedHost, withoutBrackets } from './blocked-host.js'
import type { RequestURL } from './request-url.js'

/** Says where requests may go: what the app blocks, and what the test allows. */
export class AddressGuard {
  readonly #isStrict: boolean
  readonly #allowed: readonly AllowedHost[]

  /**
   * @param isStrict whether addresses are blocked as in the app
   * @param allowHosts as the options have checked them
   */
  constructor(isStrict: boolean, allowHosts: readonly string[]) {
    this.#isStrict = isStrict
    this.#allowed = allowHosts.flatMap((text) => readAllowedHost(text) ?? [])
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

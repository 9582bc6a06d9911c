import { networkError } from '../error-envelope.js'
import type { SimulatedHost, Simulator, SlotAnswer, SlotCall } from '../simulation/contract.js'
import { AddressGuard } from './address-guard.js'
import { Admission } from './admission.js'
import { printError, printPreparedError } from './http-error.js'
import { type HTTPRequest, readRequest } from './http-request.js'
import { printPreparedReply } from './prepared-reply.js'
import { mayGoOut, type Network, sendRequest } from './send-request.js'
import { type Sender, withUserAgent } from './user-agent.js'

/** What a test says about `http_request`. */
export interface HTTPOptions {
  /**
   * Hosts that requests really go out to, each as host or `host:port`; they are never blocked. None unless told. Redirects
   * that leave them are not followed.
   */
  readonly allowHosts?: readonly string[] | undefined
  /** Version of the app in the User-Agent; `unknown` unless told. */
  readonly appVersion?: string | undefined
}

/**
 * Stands behind `http_request`: the checks of the app, and a request by the `fetch` of the test (fact sheet, section 6).
 *
 * @example
 * const server = setupServer(http.get('https://api.example.com/me', () => HttpResponse.json({ name: 'Ada' })))
 * server.listen() // msw answers the plugin
 *
 * @remarks
 * Without a mock of `fetch` nothing goes out but to `allowHosts`: the answer is then `network_error`, as in the Swift kit.
 * Addresses are blocked and rates limited under the profile `'production'` alone.
 */
export function createHTTP(host: SimulatedHost, options: HTTPOptions = {}): Simulator {
  const { allowHosts = [], appVersion } = options
  const guard = new AddressGuard(host.isStrict, allowHosts)
  const admission = new Admission(host, guard)
  const network: Network = { host, guard }
  return {
    admit: (call) => withText(call, (text) => admission.refuse(text, call)),
    answer: (call) => withText(call, (text) => answer(text, { ...call, appVersion }, network)) ?? null,
    isUnprepared: (call) => withText(call, (text) => isUnprepared(text, network)) ?? false,
    prepare: printPreparedReply,
    fail: printPreparedError,
  }
}

/** A call with NULL has nothing to check and nothing to answer. */
function withText<Result>({ texts }: SlotCall, use: (text: string) => Result): Result | undefined {
  const [text] = texts
  return typeof text === 'string' ? use(text) : undefined
}

function answer(text: string, sender: Sender, network: Network): SlotAnswer {
  const request = readRequest(text, network.host.limits)
  if ('problem' in request) return printError('invalid_request', request.problem)
  // At once, not as a promise: the default holds for synchronous calls as well.
  if (!mayGoOut(request.url, network)) return unprepared(request)
  return sendRequest(withUserAgent(request, sender), network)
}

function isUnprepared(text: string, network: Network): boolean {
  const request = readRequest(text, network.host.limits)
  return 'url' in request && !mayGoOut(request.url, network)
}

function unprepared({ method, url }: HTTPRequest): string {
  const ways =
    'prepare one with host.on.http_request.reply(...) or host.onHttpRequest, mock fetch, or name the host in allowHosts'
  return networkError(`no answer was prepared for ${method} ${url.text}: ${ways}`)
}

import type { SimulatedHost } from '../simulation/contract.js'
import type { AddressGuard } from './address-guard.js'
import { type ExchangeOptions, exchange } from './exchange.js'
import { nameFailure } from './fetch-failure.js'
import { fetchOf } from './fetch-of-test.js'
import { HTTPFailure, printFailure } from './http-error.js'
import { type HTTPReply, printReply } from './http-reply.js'
import type { HTTPRequest } from './http-request.js'
import { redirect } from './redirect.js'
import type { RequestURL } from './request-url.js'

/** How long the app lets a plugin wait for anything that is not done on its main thread (fact sheet, section 1.4). */
const longestCall = 1_800_000

/** What sending needs. */
export interface Network {
  readonly host: SimulatedHost
  readonly guard: AddressGuard
}

/** Whether anything but the real network would answer, or the test has allowed the host. */
export function mayGoOut(address: RequestURL, { guard }: Network): boolean {
  return fetchOf(globalThis).isMocked || guard.isAllowed(address)
}

/** Sends a request, follows its redirects, and answers with the text that the plugin gets; never rejects. */
export async function sendRequest(request: HTTPRequest, network: Network): Promise<string> {
  const { clock } = network.host
  const start = clock.now()
  const elapsed = () => Math.max(0, Math.round(clock.now() - start))
  try {
    return printReply(await follow(request, network, start + longestCall), elapsed())
  } catch (error) {
    return printFailure(nameFailure(error), elapsed())
  }
}

async function follow(request: HTTPRequest, network: Network, deadline: number): Promise<HTTPReply> {
  const { httpRedirects } = network.host.limits
  let next = request
  for (let redirects = 0; ; redirects++) {
    const reply = await exchange(next, optionsOf(next, network, deadline))
    const target = redirect(next, reply)
    if (target === undefined) return reply
    if (redirects >= httpRedirects) throw new HTTPFailure('too_many_redirects', `More than ${httpRedirects} redirects.`)
    checkTarget(target.url, network)
    next = target
  }
}

function checkTarget(target: RequestURL, network: Network): void {
  if (network.guard.isBlocked(target)) {
    throw new HTTPFailure('ssrf_blocked', `A redirect leads to ${target.text}, which is blocked.`)
  }
  if (mayGoOut(target, network)) return
  throw new HTTPFailure('network_error', `A redirect leads to ${target.text}, whose host is not in allowHosts.`)
}

function optionsOf({ timeout }: HTTPRequest, { host }: Network, deadline: number): ExchangeOptions {
  const { clock, limits } = host
  const rest = deadline - clock.now()
  const time = {
    timeout: Math.min(timeout, rest),
    timeoutCode: rest < timeout ? 'host_timeout' : 'connection_timeout',
  } as const
  return { clock, bodyBytes: limits.httpBodyBytes, ...time }
}

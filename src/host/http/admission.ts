import { DEFAULT_AGENT_ID } from '../agent-id.js'
import type { SimulatedHost, SlotCall } from '../simulation/contract.js'
import { SlidingWindow } from '../simulation/sliding-window.js'
import type { AddressGuard } from './address-guard.js'
import { printError } from './http-error.js'
import { readRequest } from './http-request.js'

/** Where calls are counted that have no agent of their own (fact sheet, section 6.3). */
const anonymousBucket = 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFF0'

/** What the app checks before it sends a request: JSON, address, rate and size, in this order. */
export class Admission {
  readonly #host: SimulatedHost
  readonly #guard: AddressGuard
  readonly #requests: SlidingWindow

  constructor(host: SimulatedHost, guard: AddressGuard) {
    this.#host = host
    this.#guard = guard
    this.#requests = new SlidingWindow(host.clock, host.limits.httpRequestsPerMinute)
  }

  /** The error that a call is answered with; `undefined` when it may be sent. */
  refuse(text: string, call: SlotCall): string | undefined {
    const { limits } = this.#host
    const request = readRequest(text, limits)
    if ('problem' in request) return printError('invalid_request', request.problem)
    const { url, body } = request
    if (this.#guard.isBlocked(url)) return printError('ssrf_blocked', `Requests to ${url.text} are blocked.`)
    if (!this.#requests.take(bucketOf(call))) return printError('rate_limit_exceeded', this.#describeRate())
    if (body === undefined || body.length <= limits.httpBodyBytes) return undefined
    const message = `The body has ${body.length} bytes, more than ${limits.httpBodyBytes}.`
    return printError('request_too_large', message)
  }

  #describeRate(): string {
    return `More than ${this.#host.limits.httpRequestsPerMinute} requests in 60 s.`
  }
}

function bucketOf({ pluginId, agentId }: SlotCall): string {
  const agent = agentId === null || agentId === DEFAULT_AGENT_ID ? anonymousBucket : agentId
  return `${pluginId} ${agent}`
}

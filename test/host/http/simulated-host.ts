import { createHTTP, type HTTPOptions } from '../../../src/host/http/http.js'
import type { Profile } from '../../../src/host/profile.js'
import { createClock } from '../../../src/host/simulation/clock.js'
import type { SimulatedHost, Simulator, SlotCall } from '../../../src/host/simulation/contract.js'
import { type Limits, limitsOf } from '../../../src/host/simulation/limits.js'

interface HTTPSetting extends HTTPOptions {
  readonly profile?: Profile
  readonly limits?: Partial<Limits>
}

/** `http_request` of a host, called as the core calls it. */
export interface HTTPBench {
  readonly host: SimulatedHost
  readonly http: Simulator
  /** Passes the checks, then asks. The answer as JSON; NULL and texts that are no JSON as they are. */
  ask(request: object | string | null, call?: Partial<SlotCall>): Promise<unknown>
}

export function createBench({ profile = 'full', limits, ...options }: HTTPSetting = {}): HTTPBench {
  const host: SimulatedHost = {
    name: 'host',
    isStrict: profile === 'production',
    limits: limitsOf(profile, limits),
    clock: createClock(),
    flag: () => {},
  }
  const http = createHTTP(host, options)
  return {
    host,
    http,
    async ask(request, given = {}) {
      const call = makeCall(request, given)
      const admitted = http.admit?.(call)
      return parse(typeof admitted === 'string' ? admitted : await http.answer(call))
    },
  }
}

export function makeCall(request: object | string | null, given: Partial<SlotCall> = {}): SlotCall {
  const text = typeof request === 'object' && request !== null ? JSON.stringify(request) : request
  return {
    slot: 'http_request',
    texts: [text],
    level: 0,
    pluginId: 'dev.example.weather',
    agentId: '6BF1E1E4-0000-4000-8000-000000000001',
    hasChunkCallback: false,
    key: 1,
    ...given,
  }
}

function parse(answer: unknown): unknown {
  return typeof answer === 'string' ? JSON.parse(answer) : answer
}

import { isUtf8 } from 'node:buffer'
import type { HostClock } from '../simulation/clock.js'
import { fetchOf } from './fetch-of-test.js'
import { type HTTPErrorCode, HTTPFailure } from './http-error.js'
import type { HTTPReply } from './http-reply.js'
import type { HTTPRequest } from './http-request.js'

/** How long an exchange may take and how much may come back. */
export interface ExchangeOptions {
  readonly clock: HostClock
  /** Milliseconds. */
  readonly timeout: number
  /** What to answer when they are over. */
  readonly timeoutCode: HTTPErrorCode
  readonly bodyBytes: number
}

/** Sends one request by the `fetch` of this moment and reads the reply; redirects are left to the caller. */
export function exchange(request: HTTPRequest, options: ExchangeOptions): Promise<HTTPReply> {
  return withinTime(options, async (signal) => {
    const response = await fetchOf(globalThis).send(hrefOf(request), { ...initOf(request), signal })
    if (!isResponse(response)) throw notHTTP()
    if (response.type === 'error') throw new HTTPFailure('network_error', 'fetch answered Response.error().')
    const body = await readBody(response, options.bodyBytes)
    return { status: response.status, headers: readHeaders(response.headers), body }
  })
}

/** Rejects when the time is over, even where a `fetch` of the test pays no heed to its signal. */
async function withinTime<R>(options: ExchangeOptions, body: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const { clock, timeout, timeoutCode } = options
  const timedOut = new HTTPFailure(timeoutCode, `There was no reply within ${timeout} ms.`)
  // The app has no lower limit for timeouts; a request that has no time is over before it is sent.
  if (timeout <= 0) throw timedOut
  const controller = new AbortController()
  let stopTimer = () => {}
  const late = new Promise<never>((_, reject) => {
    stopTimer = clock.startTimer(() => {
      reject(timedOut)
      controller.abort(timedOut)
    }, timeout)
  })
  try {
    return await Promise.race([body(controller.signal), late])
  } finally {
    stopTimer()
  }
}

function hrefOf({ url }: HTTPRequest): string {
  if (url.url === undefined)
    throw new HTTPFailure('network_error', `${url.text} is no address that a request can go to.`)
  return url.url.href
}

/** Headers of the connection: both the app and `fetch` write them themselves. */
const ofTheConnection = ['connection', 'content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade']

function initOf({ method, headers, body }: HTTPRequest): RequestInit {
  const sent = [...headers].filter(([name]) => !ofTheConnection.includes(name))
  const init: RequestInit = { method, headers: Object.fromEntries(sent), redirect: 'manual' }
  // `fetch` refuses even an empty body in a GET.
  return body === undefined || body.length === 0 ? init : { ...init, body: bodyOf(body, headers) }
}

/** Text where it can be, which mocks compare easily; but `fetch` adds a Content-Type to it where there is none. */
function bodyOf(body: Uint8Array, headers: ReadonlyMap<string, string>): string | Uint8Array {
  return headers.has('content-type') && isUtf8(body) ? Buffer.from(body).toString() : body
}

/** By its shape: the class may be that of another realm or of a package. */
function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null) return false
  const { status, headers } = value as Partial<Response>
  return typeof status === 'number' && typeof headers?.get === 'function'
}

function notHTTP(): HTTPFailure {
  return new HTTPFailure(
    'invalid_response',
    'What came back is no response of HTTP; a mocked fetch answers new Response().',
  )
}

async function readBody({ body }: Response, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop by an error cancels the stream.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > limit) throw new HTTPFailure('response_too_large', `The body has more than ${limit} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function readHeaders(headers: Headers): Record<string, string> {
  // Set-Cookie comes once for each cookie; `get` joins them.
  return Object.fromEntries([...headers.keys()].map((name) => [name, headers.get(name) ?? '']))
}

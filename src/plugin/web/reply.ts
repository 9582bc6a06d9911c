import { MockHostError } from '../../errors/mockhost-error.js'

/** What the server sends back. */
export interface Reply {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/** An error of the server itself, in the form that all of them have (fact sheet, section 11.1). */
export function refuse(status: number, message: string): Reply {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: Buffer.from(JSON.stringify({ error: { message } })),
  }
}

/** Statuses whose answers have no body for whoever reads them. */
const bodiless = [204, 205, 304]

/**
 * The reply as `fetch` gives it. Content-Length and Connection are added; there is no Content-Type but the one in the
 * reply (fact sheet, section 11.3).
 *
 * @throws `INVALID_RESPONSE` for a status or a header that cannot be sent
 */
export function toResponse({ status, headers, body }: Reply): Response {
  try {
    const all = new Headers(headers.map(([name, value]) => [name, asReceived(value)]))
    all.append('Content-Length', String(body.byteLength))
    all.append('Connection', 'close')
    return new Response(bodiless.includes(status) ? null : body, { status, headers: all })
  } catch (error) {
    throw new MockHostError({
      code: 'INVALID_RESPONSE',
      message: `handle_route answered something that HTTP cannot carry: ${(error as Error).message}`,
      details: [
        ['status', String(status)],
        ['headers', headers.map(([name, value]) => `${name}: ${value}`).join('\n')],
      ],
      fix: 'answer a status from 200 to 599, and headers without line breaks',
      cause: error,
    })
  }
}

/** A header value as `fetch` reads it: the app sends UTF-8, of which `fetch` makes a character for each byte. */
function asReceived(value: string): string {
  return Buffer.from(value).toString('latin1')
}

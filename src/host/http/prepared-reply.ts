import { sortedJSON } from '../../abi/sorted-json.js'
import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'
import { encodeBody } from './http-reply.js'

/** What a test gives to `host.on.http_request.reply`; a field that is left out gets what stands behind it. */
export interface PreparedReply {
  /** 200 */
  readonly status?: number
  /** Text, or bytes, which are base64 unless they are UTF-8; empty. */
  readonly body?: string | Uint8Array
  /** Sent as body, with the Content-Type of JSON unless there is one. */
  readonly json?: unknown
  /** `'utf8'`; of a `body` in text, which stays as it is. */
  readonly body_encoding?: 'utf8' | 'base64'
  /** Names are written in lower case, as the app writes them; none. */
  readonly headers?: Readonly<Record<string, string>>
  /** 0 */
  readonly elapsed_ms?: number
}

/**
 * The text of a reply that a test prepares, with every field that the app always has (fact sheet, section 6.2).
 *
 * @example
 * host.on.http_request.reply({ status: 200, json: { temperature: 21 } })
 *
 * @remarks
 * An object that has an `error` is an error and stays as it is.
 */
export function printPreparedReply(reply: object): string {
  if ('arrayBuffer' in reply)
    throw wrong('fields', reply, 'text, numbers and objects; a Response is for a mocked fetch')
  if ('error' in reply || Array.isArray(reply)) return sortedJSON(reply)
  const { json, status = 200, headers, elapsed_ms = 0, ...given } = reply as PreparedReply
  if (!Number.isInteger(status)) throw wrong('status', status, 'an integer, such as 503')
  const names = lowerCase(headers)
  const body = json === undefined ? bodyOf(given) : bodyOfJSON(json, given)
  const type = json === undefined ? {} : { 'content-type': 'application/json' }
  return sortedJSON({ ...given, ...body, elapsed_ms, headers: { ...type, ...names }, status })
}

type GivenBody = Pick<PreparedReply, 'body' | 'body_encoding'>

function bodyOf({ body = '', body_encoding = 'utf8' }: GivenBody): object {
  if (typeof body === 'string') return { body, body_encoding }
  if (ArrayBuffer.isView(body)) return encodeBody(body)
  throw wrong('body', body, 'text or a Uint8Array; `json` takes an object')
}

function bodyOfJSON(json: unknown, { body }: GivenBody): object {
  if (body !== undefined) throw wrong('body', body, 'left out where there is `json`')
  const text: string | undefined = JSON.stringify(json)
  if (text === undefined) throw wrong('json', json, 'a value that JSON can say')
  return { body: text, body_encoding: 'utf8' }
}

function lowerCase(headers: unknown = {}): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) throw wrong('headers', headers, 'an object of text by name')
  const rows: [string, unknown][] = Object.entries(headers)
  return Object.fromEntries(rows.map(([name, value]) => [name.toLowerCase(), textOf(name, value)]))
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw wrong(`headers: ${name}`, value, 'text')
}

function wrong(field: string, value: unknown, expected: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(value)} cannot be the ${field} of a reply to http_request.`,
    details: [['expected', expected]],
    fix: 'give an object such as { status: 200, body: "ok" }, or the whole answer as text',
  })
}

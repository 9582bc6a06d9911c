import { describeJSON, describeValue, readJSON } from '../rules/json-object.js'
import type { Limits } from '../simulation/limits.js'
import { type RequestURL, readURL } from './request-url.js'

/** A request of `http_request` with its defaults filled in (fact sheet, section 6.1). */
export interface HTTPRequest {
  readonly method: string
  readonly url: RequestURL
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array | undefined
  /** Milliseconds that each hop may take. */
  readonly timeout: number
  readonly followsRedirects: boolean
}

/** Why a text is no request: the end of a sentence. */
export interface NoRequest {
  readonly problem: string
}

/** Reads what a plugin sent; what is wrong in optional fields is as good as left out. */
export function readRequest(text: string, limits: Limits): HTTPRequest | NoRequest {
  const json = readJSON(text)
  if (json.kind !== 'object') return { problem: `The request is ${describeJSON(json)}, not a JSON object.` }
  const { method, url, headers, body, body_encoding, timeout_ms, follow_redirects } = json.fields
  if (typeof method !== 'string') return { problem: `"method" is ${describeField(method)}, not a string.` }
  if (typeof url !== 'string') return { problem: `"url" is ${describeField(url)}, not a string.` }
  const address = readURL(url)
  if (address === undefined) return { problem: `"url" is ${describeValue(url)}, not a URL.` }
  return {
    method: method.toUpperCase(),
    url: address,
    headers: readHeaders(headers),
    body: readBody(body, body_encoding),
    timeout: readTimeout(timeout_ms, limits),
    followsRedirects: follow_redirects !== false,
  }
}

function describeField(value: unknown): string {
  return value === undefined ? 'missing' : describeValue(value)
}

function readHeaders(headers: unknown): ReadonlyMap<string, string> {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return new Map()
  const rows: [string, unknown][] = Object.entries(headers)
  return rows.every(isTextRow) ? new Map(rows.map(([name, value]) => [name.toLowerCase(), value])) : new Map()
}

function isTextRow(row: [string, unknown]): row is [string, string] {
  return typeof row[1] === 'string'
}

function readBody(body: unknown, encoding: unknown): Uint8Array | undefined {
  if (typeof body !== 'string') return undefined
  if (encoding !== 'base64') return Buffer.from(body)
  return isBase64(body) ? Buffer.from(body, 'base64') : undefined
}

/** Foundation takes no line breaks, no other alphabet and no missing padding; Buffer takes all of them. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''))
}

function readTimeout(timeout: unknown, { httpTimeout, longestHttpTimeout }: Limits): number {
  const isInteger = typeof timeout === 'number' && Number.isInteger(timeout)
  return Math.min(isInteger ? timeout : httpTimeout, longestHttpTimeout)
}

import { isUtf8 } from 'node:buffer'
import { sortedJSON } from '../../abi/sorted-json.js'

/** What a server answered. */
export interface HTTPReply {
  readonly status: number
  /** By lower-case name; those that came several times are joined. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** A body as JSON carries it: text where the bytes are UTF-8, else base64 (fact sheet, section 6.2). */
export function encodeBody(bytes: Uint8Array): { readonly body: string; readonly body_encoding: 'utf8' | 'base64' } {
  const encoding = isUtf8(bytes) ? 'utf8' : 'base64'
  return {
    body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding),
    body_encoding: encoding,
  }
}

/** The text that `http_request` answers. */
export function printReply({ status, headers, body }: HTTPReply, elapsed: number): string {
  return sortedJSON({ ...encodeBody(body), elapsed_ms: elapsed, headers, status })
}

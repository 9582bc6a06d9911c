import { sortedJSON } from '../../abi/sorted-json.js'

const networkCodes = [
  'connection_timeout',
  'connection_refused',
  'dns_failure',
  'tls_error',
  'too_many_redirects',
  'invalid_response',
  'response_too_large',
  'network_error',
] as const

/** The codes that `http_request` answers (fact sheet, section 6.3). */
export type HTTPErrorCode =
  | (typeof networkCodes)[number]
  | 'invalid_request'
  | 'ssrf_blocked'
  | 'rate_limit_exceeded'
  | 'request_too_large'
  | 'host_timeout'

/** What ends a request once it is on its way. */
export class HTTPFailure extends Error {
  readonly code: HTTPErrorCode

  constructor(code: HTTPErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** The text of an error that was found before anything was sent. */
export function printError(code: string, message: string): string {
  if (code === 'rate_limit_exceeded') return sortedJSON({ error: code, message, retry_after_ms: 60_000 })
  return sortedJSON({ error: code, message })
}

/** The text of an error that came on the way; that of the app's own time limit does not say how long it took. */
export function printFailure({ code, message }: HTTPFailure, elapsed: number): string {
  if (code === 'host_timeout') return printError(code, message)
  return sortedJSON({ elapsed_ms: elapsed, error: code, message })
}

/**
 * The text of an error that a test prepares: with the fields that the app adds to its code.
 *
 * `ssrf_blocked` stands for the address of the request itself; only that of a redirect comes with `elapsed_ms`.
 */
export function printPreparedError(code: string, message: string): string {
  const isOfNetwork = networkCodes.some((known) => known === code)
  return isOfNetwork ? sortedJSON({ elapsed_ms: 0, error: code, message }) : printError(code, message)
}

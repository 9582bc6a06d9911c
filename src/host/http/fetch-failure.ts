import { type HTTPErrorCode, HTTPFailure } from './http-error.js'

/** Codes of Node, of undici and of OpenSSL, and what the app says in their place (fact sheet, section 6.3). */
const codes: readonly (readonly [RegExp, HTTPErrorCode])[] = [
  [/^(?:ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'connection_timeout'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|EHOSTDOWN|EADDRNOTAVAIL)$/, 'connection_refused'],
  [/^(?:ENOTFOUND|ENODATA|EAI_(?:AGAIN|FAIL|NODATA|NONAME))$/, 'dns_failure'],
  [/^(?:CERT_|CRL_|ERROR_IN_C|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_SELF_|SELF_SIGNED_CERT)/, 'tls_error'],
  [/^(?:EPROTO|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|INVALID_CA|INVALID_PURPOSE)$/, 'tls_error'],
  [/^HPE_/, 'invalid_response'],
]

/** Names of errors that come without a code, or on some versions of Node without. */
const names: Readonly<Record<string, HTTPErrorCode>> = {
  TimeoutError: 'connection_timeout',
  HTTPParserError: 'invalid_response',
}

/**
 * Names the failure of a `fetch` as the app would, by the code of the error or of what caused it.
 *
 * `fetch` says no more than "fetch failed"; what happened stands in `cause`, or in the `errors` of a cause when several
 * addresses of a host were tried.
 */
export function nameFailure(error: unknown): HTTPFailure {
  if (error instanceof HTTPFailure) return error
  const chain = chainOf(error)
  const code = chain.map(codeOf).find((found) => found !== undefined) ?? 'network_error'
  const sentences = chain
    .map(({ message }) => message)
    .filter((message) => typeof message === 'string' && message !== '')
  return new HTTPFailure(code, [...new Set(sentences)].join(': ') || String(error))
}

interface ErrorLike {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
}

function codeOf({ name, code }: ErrorLike): HTTPErrorCode | undefined {
  const coded = typeof code === 'string' ? codes.find(([pattern]) => pattern.test(code))?.[1] : undefined
  return coded ?? (typeof name === 'string' ? names[name] : undefined)
}

/** An error, its causes and theirs; the depth is limited, because a cause may be the error itself. */
function chainOf(error: unknown, depth = 0): readonly ErrorLike[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const found: ErrorLike = error
  const nested = Array.isArray(found.errors) ? [...found.errors, found.cause] : [found.cause]
  return [found, ...nested.flatMap((cause) => chainOf(cause, depth + 1))]
}

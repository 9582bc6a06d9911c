import type { Asked } from './read-request.js'

/**
 * The CORS headers of an answer. Callers on this machine may always read it; for those from outside the app has a list
 * of origins, which is empty as long as its user adds none.
 */
export function corsHeaders(asked: Asked): [name: string, value: string][] {
  return asked.isLoopback ? [['Access-Control-Allow-Origin', '*']] : []
}

/** What the answer to OPTIONS has besides: whatever the browser asks for is allowed. */
export function preflightHeaders(asked: Asked): [name: string, value: string][] {
  if (!asked.isLoopback) return []
  const { headers } = asked
  return [
    ['Access-Control-Allow-Methods', tokens(headers['access-control-request-method'] ?? 'GET, POST, OPTIONS, HEAD')],
    [
      'Access-Control-Allow-Headers',
      tokens(headers['access-control-request-headers'] ?? 'Content-Type, Authorization'),
    ],
    ['Access-Control-Max-Age', '600'],
  ]
}

/** A list of tokens, without what can be part of none. */
function tokens(list: string): string {
  const names = list.split(',').map((name) => name.replace(/[^\w!#$%&'*+.^`|~-]/g, ''))
  return names.filter((name) => name !== '').join(', ')
}

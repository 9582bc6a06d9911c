import { agentInQuery } from './query.js'
import type { Asked } from './read-request.js'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The agent that a request is for, as the request writes it: that of its header, else that of its query; `undefined` when
 * that is no UUID (fact sheet, section 11.1). A header that is none is not made good by the query.
 */
export function agentOfRequest({ headers, query }: Asked): string | undefined {
  const named = headers['x-osaurus-agent-id'] ?? agentInQuery(query)
  return named !== undefined && uuid.test(named) ? named : undefined
}

/** Whether the request has the access key of the owner. */
export function isOwner({ headers }: Asked, accessKey: string): boolean {
  return headers.authorization === `Bearer ${accessKey}`
}

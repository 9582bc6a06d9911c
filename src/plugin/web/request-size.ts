import type { Limits } from '../../host/simulation/limits.js'
import type { Asked } from './read-request.js'
import { type Reply, refuse } from './reply.js'

const mostHeaders = 200
const mostHeaderBytes = 1024 * 1024

/** Why a request is too large for the server, whatever it asks for (fact sheet, section 1.4). */
export function refuseSize({ headers, body }: Asked, { routeBodyBytes }: Limits): Reply | undefined {
  const all = Object.entries(headers)
  const bytes = all.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (all.length > mostHeaders || bytes > mostHeaderBytes) return refuse(431, 'Request headers too large')
  if (body.byteLength <= routeBodyBytes) return undefined
  return refuse(413, `Request body too large (${body.byteLength} > ${routeBodyBytes} bytes)`)
}

import { parseUUID } from '../abi/uuid.js'
import type { Profile } from './profile.js'

/** The built-in agent, whose config every agent falls back to (fact sheet, sections 0.3 and 10). */
export const DEFAULT_AGENT_ID = '00000000-0000-0000-0000-000000000001'

/** An agent id as the app writes it: UUIDs in upper case. The Swift kit takes it as it is. */
export function normaliseAgentId(agentId: string, profile: Profile): string {
  return profile === 'upstream' ? agentId : (parseUUID(agentId) ?? agentId)
}

import { judgeCall } from '../../../src/host/rules/judge-call.js'
import { PluginLifetime } from '../../../src/host/rules/lifetime-rules.js'
import { appLimits } from '../../../src/host/simulation/limits.js'
import { type CallSketch, recordCall } from '../../matchers/fake-host.js'

/** An agent of the user's. */
export const agent = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
/** The agent that is built into the app. */
export const defaultAgent = '00000000-0000-0000-0000-000000000001'

/** What a call did wrong, `RULE: message` for each rule. Unless told otherwise it was made in `invoke`, for an agent. */
export function judge(...[slot, args = [], details]: CallSketch): string[] {
  const call = recordCall([slot, args, { in: 'invoke', agentId: agent, ...details }], 0)
  return judgeCall(call, new PluginLifetime(), appLimits).map(({ rule, message }) => `${rule}: ${message}`)
}

import { describeMissingAgent } from './agent.js'
import type { CallRule } from './call-rule.js'

export const dispatchWithoutAgent: CallRule = {
  rule: 'DISPATCH_WITHOUT_AGENT',
  slots: ['dispatch'],
  judge: (call) => {
    const where = describeMissingAgent(call)
    if (where === undefined) return undefined
    return `dispatch was called ${where}: the app answers built_in_agent_not_exposable and starts no task.`
  },
}

export const reservedSlot: CallRule = {
  rule: 'RESERVED_SLOT',
  slots: ['dispatch_clarify', 'dispatch_add_issue'],
  judge: ({ slot }) => {
    const effect = slot === 'dispatch_clarify' ? 'does nothing' : 'always answers not_supported'
    return `${slot} was called, which is reserved: the app ${effect}.`
  },
}

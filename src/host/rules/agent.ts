import { describeThread } from '../../report/describe-call.js'
import type { FrameKind, RecordedCall } from '../contract.js'

/** The built-in agent of the app, which counts as none for config and dispatch (fact sheet, section 0.3). */
const defaultAgent = '00000000-0000-0000-0000-000000000001'

/** Callbacks that have no agent, whoever makes them (fact sheet, section 3.1). */
const withoutAgent: ReadonlySet<FrameKind> = new Set(['load', 'entry', 'init', 'get_manifest', 'destroy', 'on_chunk'])

/** Where a call was made that has no agent, as the end of a sentence; `undefined` when it has one. */
export function describeMissingAgent({ agentId, frame, role, thread }: RecordedCall): string | undefined {
  if (agentId === defaultAgent) return 'for the Default agent, which counts as none'
  if (agentId !== null) return undefined
  if (frame !== null && withoutAgent.has(frame.kind)) return `in ${frame.kind}, which never has an agent`
  if (frame !== null) return `in ${frame.kind}, which was called without an agent`
  if (role === 'background') return `on background ${describeThread(thread)}, which has no agent`
  return 'by the test itself, while host.activeAgentId is null'
}

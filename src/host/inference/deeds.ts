import { freshCallId } from './fresh-ids.js'
import type { PlannedToolCall } from './plan.js'

/** What a model did on its way to an answer, as answers tell of it. */
export interface Deeds {
  readonly toolCalls: readonly object[]
  readonly artifacts: readonly object[]
}

/** The call of a tool with the id that it has in this answer. */
export type ExecutedTool = PlannedToolCall & { readonly id: string }

export function execute(call: PlannedToolCall): ExecutedTool {
  return { ...call, id: call.id ?? freshCallId() }
}

export function deedsOf(tools: readonly ExecutedTool[], artifacts: readonly object[]): Deeds {
  return { toolCalls: tools.map(({ id, name }) => ({ name, tool_call_id: id })), artifacts }
}

/** The fields of an error: there even when nothing was done. */
export function fieldsOfError({ toolCalls, artifacts }: Deeds): object {
  return { tool_calls_executed: toolCalls, shared_artifacts: artifacts }
}

/** The fields of a success: left out when nothing was done. */
export function fieldsOfSuccess({ toolCalls, artifacts }: Deeds): object {
  return {
    ...(toolCalls.length > 0 && { tool_calls_executed: toolCalls }),
    ...(artifacts.length > 0 && { shared_artifacts: artifacts }),
  }
}

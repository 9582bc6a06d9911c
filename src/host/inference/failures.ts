import { sortedJSON } from '../../abi/sorted-json.js'
import { appLimits } from '../simulation/limits.js'
import { type Deeds, fieldsOfError } from './deeds.js'

/** Codes that come with the tools called until then (fact sheet, section 7.2). */
const withToolCalls: ReadonlySet<string> = new Set([
  'context_overflow',
  'empty_tool_task_completion',
  'output_token_limit',
  'clarify_requested',
  'max_iterations_reached',
])

const nothing: Deeds = { toolCalls: [], artifacts: [] }

/**
 * The text of an error of inference, with the fields that its code brings: the question of `clarify_requested` is its
 * message, the limit of `plugin_busy` that of the app.
 */
export function failure(code: string, message: string, deeds: Deeds = nothing): string {
  return sortedJSON({
    error: code,
    message,
    ...(withToolCalls.has(code) && fieldsOfError(deeds)),
    ...(code === 'clarify_requested' && { question: message }),
    ...(code === 'plugin_busy' && { max_inflight: appLimits.inferencesInFlight }),
  })
}

export function invalidRequest(message: string): string {
  return failure('invalid_request', message)
}

export function pluginBusy(limit: number): string {
  const message = `${limit} inferences of this plugin are in progress, and the app runs no more at once`
  return sortedJSON({ error: 'plugin_busy', max_inflight: limit, message })
}

/** For a call that nobody prepared: what the plugin gets says to the author of the test how to prepare one. */
export function unprepared(slot: 'complete' | 'complete_stream'): string {
  return failure('inference_error', `no answer was prepared: host.on.${slot}.reply({ content: 'It is sunny.' })`)
}

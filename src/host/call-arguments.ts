import { type SlotName, slots } from '../abi/slots.js'
import type { CallArguments } from './contract.js'

/** The arguments of one call by name; `null` stands for NULL. */
export type MakeArguments = (
  text0: string | null,
  text1: string | null,
  level: number,
  pointer: bigint | null,
) => CallArguments

// An object literal for each slot: all calls of a slot have one shape, which makes them quick to make and to read.
const makers: Readonly<Record<SlotName, MakeArguments>> = {
  config_get: (key) => ({ key }),
  config_set: (key, value) => ({ key, value }),
  config_delete: (key) => ({ key }),
  db_exec: (sql, params) => ({ sql, params }),
  db_query: (sql, params) => ({ sql, params }),
  log: (message, _, level) => ({ level, message }),
  dispatch: (request) => ({ request }),
  task_status: (taskId) => ({ taskId }),
  dispatch_cancel: (taskId) => ({ taskId }),
  dispatch_clarify: (taskId, response) => ({ taskId, response }),
  complete: (request) => ({ request }),
  complete_stream: (request) => ({ request }),
  embed: (request) => ({ request }),
  list_models: () => ({}),
  http_request: (request) => ({ request }),
  file_read: (request) => ({ request }),
  list_active_tasks: () => ({}),
  send_draft: (taskId, draft) => ({ taskId, draft }),
  dispatch_interrupt: (taskId, message) => ({ taskId, message }),
  dispatch_add_issue: (taskId, issue) => ({ taskId, issue }),
  complete_cancel: (streamId) => ({ streamId }),
  get_active_agent_id: () => ({}),
  log_structured: (message, payload, level) => ({ level, message, payload }),
  free_string: (_, __, ___, pointer) => ({ pointer }),
}

/** What makes the arguments of a slot, by its index. */
export const argumentMakers: readonly MakeArguments[] = slots.map(({ name }) => makers[name])

import { type SlotName, slots } from '../abi/slots.js'
import { HostRule } from '../native/core.js'

/** How a host behaves: as the Swift kit, permissive with all slots, or as the real host. */
export type Profile = 'upstream' | 'full' | 'production'

export const profiles = ['upstream', 'full', 'production'] as const satisfies readonly Profile[]

/**
 * What a slot does when nothing was prepared for it. All but NULL pointers record the call.
 *
 * - `NULL pointer`: it is not in the table
 * - `records`: it returns nothing, and does nothing more
 * - `answers NULL`
 * - `answers from the config store`, `writes to the config store`: by plugin, agent and key (fact sheet, section 10)
 * - `answers a fresh task`: `{"id":"<UUID>","status":"running"}`
 * - `answers network_error`: so that a forgotten answer is seen
 * - `starts a task`, `answers from the tasks`, `acts on a task`: `host.tasks` carries them out (fact sheet, section 8)
 * - `runs on SQLite`: on the database of the host, `host.db` (fact sheet, section 5)
 * - `sends the request`: to a mocked `fetch` or an allowed host, else it answers network_error (fact sheet, section 6)
 * - `reads an artifact`: a file of `host.artifacts` (fact sheet, section 9)
 * - `answers inference_error`: so that a forgotten answer is seen
 * - `cancels a stream`, `answers embeddings`, `answers the models`: as the app does (fact sheet, section 7)
 * - `answers not_supported`: the slot is reserved
 * - `answers the agent`: the one that is bound to the calling thread (rule R5)
 * - `takes a string back`: by address, on any thread (rule R11)
 */
export type SlotBehaviour =
  | 'NULL pointer'
  | 'records'
  | 'answers NULL'
  | 'answers from the config store'
  | 'writes to the config store'
  | 'answers a fresh task'
  | 'answers network_error'
  | 'starts a task'
  | 'answers from the tasks'
  | 'acts on a task'
  | 'runs on SQLite'
  | 'sends the request'
  | 'reads an artifact'
  | 'answers inference_error'
  | 'cancels a stream'
  | 'answers embeddings'
  | 'answers the models'
  | 'answers not_supported'
  | 'answers the agent'
  | 'takes a string back'

type Row = readonly [upstream: SlotBehaviour, full: SlotBehaviour, production: SlotBehaviour]

/** One row a slot, one column a profile. Slots that are newer than the version of a table are NULL pointers in it. */
const behaviours: Readonly<Record<SlotName, Row>> = {
  config_get: ['answers NULL', 'answers from the config store', 'answers from the config store'],
  config_set: ['records', 'writes to the config store', 'writes to the config store'],
  config_delete: ['records', 'writes to the config store', 'writes to the config store'],
  db_exec: ['NULL pointer', 'runs on SQLite', 'runs on SQLite'],
  db_query: ['NULL pointer', 'runs on SQLite', 'runs on SQLite'],
  log: ['records', 'records', 'records'],
  dispatch: ['answers a fresh task', 'starts a task', 'starts a task'],
  task_status: ['NULL pointer', 'answers from the tasks', 'answers from the tasks'],
  dispatch_cancel: ['NULL pointer', 'acts on a task', 'acts on a task'],
  dispatch_clarify: ['NULL pointer', 'records', 'records'],
  complete: ['NULL pointer', 'answers inference_error', 'answers inference_error'],
  complete_stream: ['NULL pointer', 'answers inference_error', 'answers inference_error'],
  embed: ['NULL pointer', 'answers embeddings', 'answers embeddings'],
  list_models: ['NULL pointer', 'answers the models', 'answers the models'],
  http_request: ['answers network_error', 'sends the request', 'sends the request'],
  file_read: ['NULL pointer', 'reads an artifact', 'reads an artifact'],
  list_active_tasks: ['NULL pointer', 'answers from the tasks', 'answers from the tasks'],
  send_draft: ['NULL pointer', 'acts on a task', 'acts on a task'],
  dispatch_interrupt: ['NULL pointer', 'acts on a task', 'acts on a task'],
  dispatch_add_issue: ['NULL pointer', 'answers not_supported', 'answers not_supported'],
  complete_cancel: ['NULL pointer', 'cancels a stream', 'cancels a stream'],
  get_active_agent_id: ['answers the agent', 'answers the agent', 'answers the agent'],
  log_structured: ['records', 'records', 'records'],
  free_string: ['takes a string back', 'takes a string back', 'takes a string back'],
}

/** What a slot does under a profile when nothing was prepared for it. */
export function behaviourOf(slot: SlotName, profile: Profile): SlotBehaviour {
  return behaviours[slot][profiles.indexOf(profile)] ?? 'NULL pointer'
}

/** The table of a profile; bit n stands for slot n. */
export interface ProfileTable {
  /** Slots that are NULL pointers. */
  readonly nullSlots: number
  /** Slots that answer their defaults. */
  readonly defaultSlots: number
  /** Slots that ask JavaScript, where a simulator stands behind them. */
  readonly askedSlots: number
  /** What the core does as the app does it: bits of `HostRule`. */
  readonly rules: number
}

/** Answers that the core has as defaults of their slots. */
const defaults: readonly SlotBehaviour[] = ['answers a fresh task', 'answers network_error', 'answers not_supported']

/** Done by simulators, in JavaScript. */
const simulated: readonly SlotBehaviour[] = [
  'starts a task',
  'answers from the tasks',
  'acts on a task',
  'runs on SQLite',
  'sends the request',
  'reads an artifact',
  'answers inference_error',
  'cancels a stream',
  'answers embeddings',
  'answers the models',
]

/** What the core does as the app does it, under each profile. */
const rules: Readonly<Record<Profile, number>> = {
  upstream: 0,
  full: HostRule.config,
  production: HostRule.config | HostRule.agent | HostRule.configLimit | HostRule.context,
}

const tables = new Map(profiles.map((profile) => [profile, makeTable(profile)]))

export function tableOf(profile: Profile): ProfileTable {
  return tables.get(profile) ?? makeTable(profile)
}

function makeTable(profile: Profile): ProfileTable {
  return {
    nullSlots: maskOf((slot) => behaviourOf(slot, profile) === 'NULL pointer'),
    defaultSlots: maskOf((slot) => defaults.includes(behaviourOf(slot, profile))),
    askedSlots: maskOf((slot) => simulated.includes(behaviourOf(slot, profile))),
    rules: rules[profile],
  }
}

function maskOf(isMember: (slot: SlotName) => boolean): number {
  return slots.reduce((mask, { name, index }) => (isMember(name) ? mask | (1 << index) : mask), 0)
}

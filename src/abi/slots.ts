/**
 * The 24 slots of the host table, in the order of the C struct (fact sheet, section 1.1).
 *
 * One row says everything the kit knows about a slot's signature: the names of its arguments in the
 * order of the C call, what comes back, and the version of the table that brought it.
 */
const slotTable = [
  { name: 'config_get', args: ['key'], returns: 'string', since: 2 },
  { name: 'config_set', args: ['key', 'value'], returns: 'void', since: 2 },
  { name: 'config_delete', args: ['key'], returns: 'void', since: 2 },
  { name: 'db_exec', args: ['sql', 'params'], returns: 'string', since: 2 },
  { name: 'db_query', args: ['sql', 'params'], returns: 'string', since: 2 },
  { name: 'log', args: ['level', 'message'], returns: 'void', since: 2 },
  { name: 'dispatch', args: ['request'], returns: 'string', since: 2 },
  { name: 'task_status', args: ['taskId'], returns: 'string', since: 2 },
  { name: 'dispatch_cancel', args: ['taskId'], returns: 'void', since: 2 },
  { name: 'dispatch_clarify', args: ['taskId', 'response'], returns: 'void', since: 2 },
  { name: 'complete', args: ['request'], returns: 'string', since: 2 },
  { name: 'complete_stream', args: ['request'], returns: 'string', since: 2 },
  { name: 'embed', args: ['request'], returns: 'string', since: 2 },
  { name: 'list_models', args: [], returns: 'string', since: 2 },
  { name: 'http_request', args: ['request'], returns: 'string', since: 2 },
  { name: 'file_read', args: ['request'], returns: 'string', since: 2 },
  { name: 'list_active_tasks', args: [], returns: 'string', since: 2 },
  { name: 'send_draft', args: ['taskId', 'draft'], returns: 'void', since: 2 },
  { name: 'dispatch_interrupt', args: ['taskId', 'message'], returns: 'void', since: 2 },
  { name: 'dispatch_add_issue', args: ['taskId', 'issue'], returns: 'string', since: 2 },
  { name: 'complete_cancel', args: ['streamId'], returns: 'void', since: 3 },
  { name: 'get_active_agent_id', args: [], returns: 'string', since: 4 },
  { name: 'log_structured', args: ['level', 'message', 'payload'], returns: 'void', since: 5 },
  { name: 'free_string', args: ['pointer'], returns: 'void', since: 6 },
] as const satisfies readonly SlotRow[]

interface SlotRow {
  readonly name: string
  readonly args: readonly string[]
  readonly returns: 'string' | 'void'
  readonly since: 2 | 3 | 4 | 5 | 6
}

/** A slot of the host table, named as in C: `'config_set'`, `'log_structured'`. */
export type SlotName = (typeof slotTable)[number]['name']

/** Names of the arguments of a slot. */
export type ArgumentName<Name extends SlotName> = Extract<(typeof slotTable)[number], { name: Name }>['args'][number]

/** What the kit knows about one slot. `index` is its place after `version`, from 0 (`config_get`) to 23. */
export interface Slot {
  readonly index: number
  readonly name: SlotName
  /** Names of the arguments, in the order of the C call. */
  readonly args: readonly string[]
  readonly returns: 'string' | 'void'
  /** First version of the host table that has the slot. */
  readonly since: 2 | 3 | 4 | 5 | 6
}

/** Every slot, in the order of the C struct. */
export const slots: readonly Slot[] = slotTable.map((row, index) => ({ index, ...row }))

/** The names of all slots, in the order of the C struct. */
export const slotNames: readonly SlotName[] = slotTable.map((row) => row.name)

/** Names of the arguments that are texts, in the order of the C call. */
export function textArguments({ args }: Slot): readonly string[] {
  return args.filter((name) => name !== 'level' && name !== 'pointer')
}

const byName = new Map<string, Slot>(slots.map((slot) => [slot.name, slot]))

/** The slot of that name, or `undefined`. */
export function findSlot(name: string): Slot | undefined {
  return byName.get(name)
}

/** The newest version of the host table (fact sheet, section 1). */
export const NEWEST_ABI_VERSION = 6

/** Whether the table of that version has `free_string`: without it plugins free strings by libc, and no host is told. */
export function hasFreeString(abiVersion: number): boolean {
  return abiVersion >= 6
}

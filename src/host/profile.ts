import { type SlotName, slots } from '../abi/slots.js'
import { HostRule } from '../native/core.js'

/** How a host behaves: as the Swift kit, permissive with all slots, or as the real host. */
export type Profile = 'upstream' | 'full' | 'production'

export const profiles = ['upstream', 'full', 'production'] as const satisfies readonly Profile[]

/** The nine slots that the Swift kit wires (fact sheet, section 4.2). */
const wiredUpstream: ReadonlySet<SlotName> = new Set([
  'config_get',
  'config_set',
  'config_delete',
  'log',
  'dispatch',
  'http_request',
  'get_active_agent_id',
  'log_structured',
  'free_string',
])

/** Slots that answer text and have no behaviour of their own yet. */
export const unsupportedSlots: ReadonlySet<SlotName> = new Set(
  slots.filter((slot) => slot.returns === 'string' && !wiredUpstream.has(slot.name)).map((slot) => slot.name),
)

/** The table of a profile; bit n stands for slot n. */
export interface ProfileTable {
  /** Slots that are NULL pointers. */
  readonly nullSlots: number
  /** Slots that answer their defaults. */
  readonly defaultSlots: number
  /** What the core does as the app does it: bits of `HostRule`. */
  readonly rules: number
}

const maskOf = (isMember: (slot: SlotName) => boolean) =>
  slots.reduce((mask, { name, index }) => (isMember(name) ? mask | (1 << index) : mask), 0)

const upstreamTable: ProfileTable = {
  nullSlots: maskOf((name) => !wiredUpstream.has(name)),
  defaultSlots: maskOf((name) => name === 'dispatch' || name === 'http_request'),
  rules: 0,
}

const fullTable: ProfileTable = {
  nullSlots: 0,
  defaultSlots: upstreamTable.defaultSlots | maskOf((name) => unsupportedSlots.has(name)),
  rules: HostRule.config,
}

const productionTable: ProfileTable = {
  ...fullTable,
  rules: HostRule.config | HostRule.agent | HostRule.configLimit | HostRule.context,
}

const tables: Readonly<Record<Profile, ProfileTable>> = {
  upstream: upstreamTable,
  full: fullTable,
  production: productionTable,
}

export function tableOf(profile: Profile): ProfileTable {
  return tables[profile]
}

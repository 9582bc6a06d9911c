import { type SlotName, slots } from '../abi/slots.js'

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

/** Bit n set: slot n is a NULL pointer in the table of that profile. */
export function nullSlotsOf(profile: Profile): number {
  if (profile !== 'upstream') return 0
  return slots.reduce((mask, slot) => (wiredUpstream.has(slot.name) ? mask : mask | (1 << slot.index)), 0)
}

/** Slots that answer text and have no behaviour of their own yet. */
export const unsupportedSlots = slots.filter((slot) => slot.returns === 'string' && !wiredUpstream.has(slot.name))

/** What such a slot answers: well-formed, with sorted keys, as the host writes its JSON (section 0.3). */
export function notSupported(slot: SlotName): string {
  return JSON.stringify({ error: 'not_supported', message: `osaurus-mockhost does not model ${slot} yet` })
}

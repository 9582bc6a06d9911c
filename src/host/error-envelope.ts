import type { SlotName } from '../abi/slots.js'

/**
 * What a slot answers when its responder fails: `config_get` has no error form and answers NULL,
 * `http_request` reports a network error as the upstream default does (fact sheet, sections 0.3 and 4.2).
 */
export function errorEnvelope(slot: SlotName, message: string): string | null {
  if (slot === 'config_get') return null
  if (slot === 'http_request') return networkError(message)
  return JSON.stringify({ error: 'internal_error', message })
}

export function networkError(message: string): string {
  return JSON.stringify({ error: 'network_error', message, status: 0 })
}

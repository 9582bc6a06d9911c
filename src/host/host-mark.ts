import type { ReadableHost } from './contract.js'

/** Marks our hosts: `host[hostMark] === true`. */
export const hostMark: unique symbol = Symbol.for('osaurus-mockhost.host') as never
/** Called by a matcher that has passed on drops, violations or strings. */
export const acknowledge: unique symbol = Symbol.for('osaurus-mockhost.acknowledge') as never

/** Whether a value is one of our hosts, whichever copy of the package made it. */
export function isHost(value: unknown): value is ReadableHost {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[hostMark] === true
}

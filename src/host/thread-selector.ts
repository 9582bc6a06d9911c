import { types } from 'node:util'
import type { RecordedCall, ThreadSelector } from './contract.js'

/**
 * Whether a call was made on a thread that the selector names: a role, a thread id, a thread name
 * (exact or RegExp), or a thread itself. The two roles win over threads of that name; use a RegExp for those.
 */
export function isFrom(call: Pick<RecordedCall, 'role' | 'thread'>, selector: ThreadSelector): boolean {
  const { role, thread } = call
  if (typeof selector === 'number') return thread.id === selector
  if (selector === 'install' || selector === 'background') return role === selector
  if (typeof selector === 'string') return thread.name === selector
  // Not `instanceof`: Jest runs a test in a realm of its own. Not `test`: it remembers where it stopped.
  if (types.isRegExp(selector)) return thread.name.search(selector) !== -1
  return thread.id === selector.id
}

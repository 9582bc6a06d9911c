import type { Binding } from '../native/binding.js'
import { runtime } from '../native/runtime.js'
import { startTimer, stopTimer } from './real-timers.js'

/**
 * Whether somebody debugs this process, its native code or its JavaScript: then nothing is given up for being late.
 *
 * @param other one more process that is looked at as well: that of an isolated plugin
 */
export function isDebugged({ core }: Binding, other = 0): boolean {
  // Only asked for where something is late: a test file does not pay for loading it.
  if (process.getBuiltinModule('node:inspector').url() !== undefined || core.debugger(0) !== 0) return true
  return other !== 0 && core.debugger(other) !== 0
}

/** The same for those who have no binding at hand: before it is loaded there is nothing to debug. */
export function isUnderDebugger(): boolean {
  const binding = runtime().loaded
  return binding !== undefined && isDebugged(binding)
}

export interface Limit {
  /** Milliseconds. */
  readonly limit: number
  /** Process that may be debugged besides this one; 0: none. */
  readonly process?: number
  readonly onLate: () => void
}

/**
 * Calls back once when the time is over and nobody debugs the process; under a debugger it looks again after as long.
 * Returns what stops it.
 */
export function startLimit(binding: Binding, { limit, process, onLate }: Limit): () => void {
  let timer: NodeJS.Timeout | undefined
  const start = () => {
    timer = startTimer(() => (isDebugged(binding, process) ? start() : onLate()), limit)
  }
  start()
  return () => stopTimer(timer)
}

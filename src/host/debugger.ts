import inspector from 'node:inspector'
import type { Binding } from '../native/binding.js'
import { startTimer, stopTimer } from './real-timers.js'

/** Whether somebody debugs this process, its native code or its JavaScript: then nothing is given up for being late. */
export function isDebugged({ core }: Binding): boolean {
  return inspector.url() !== undefined || core.debugger() !== 0
}

/**
 * Calls back once when that many milliseconds are over and nobody debugs the process; under a debugger it looks again
 * after as many. Returns what stops it.
 */
export function startLimit(binding: Binding, milliseconds: number, onLate: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const start = () => {
    timer = startTimer(() => (isDebugged(binding) ? start() : onLate()), milliseconds)
  }
  start()
  return () => stopTimer(timer)
}

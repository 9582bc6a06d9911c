// koffi aborts the process when its JS thread is terminated while it makes its functions: about a millisecond in the
// life of a thread (docs/decisions/0013, koffi.test.ts). With this gate a termination waits for that millisecond.
import { setTimeout as wait } from 'node:timers/promises'

const open = 0
const loading = 1
const closed = 2

export function makeGate() {
  return new Int32Array(new SharedArrayBuffer(4))
}

/** In the worker: loads what brings koffi. When the gate is closed the worker waits for its end. */
export function loadBehind(gate, load) {
  if (Atomics.compareExchange(gate, 0, open, loading) === closed) Atomics.wait(gate, 0, closed)
  load()
  Atomics.store(gate, 0, open)
}

/** In the main thread: resolves when the worker may be terminated at once. */
export async function closeGate(gate) {
  while (Atomics.compareExchange(gate, 0, open, closed) !== open) await wait(1)
}

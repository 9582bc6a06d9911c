// A worker of terminate-workers.mjs: brings itself to a point and stays there until it is ended, or ends itself.
// workerData: { point, library, ending, delay, gate }; `gate` as in koffi-gate.mjs.
import { parentPort, workerData } from 'node:worker_threads'
import { coreOfThisThread } from './core-of-this-thread.mjs'
import { loadBehind } from './koffi-gate.mjs'
import { points } from './points.mjs'

const { point, library, ending, delay, gate } = workerData
let endsAt = Number.POSITIVE_INFINITY

// Listening keeps the worker alive: it is not to end by itself before.
parentPort.on('message', () => {})
loadBehind(gate, coreOfThisThread)
await points[point]({ library, reached, step, lease: takeLease })

function reached() {
  parentPort.postMessage('reached')
  if (ending !== 'exit') return
  endsAt = performance.now() + delay
  setTimeout(() => process.exit(), delay)
}

/** Where the event loop does not come round. */
function step() {
  if (performance.now() > endsAt) process.exit()
}

/** As the environments do it. */
async function takeLease() {
  const core = coreOfThisThread()
  const owner = core.unique()
  while (core.leaseTry(0, owner, point) === 0) await new Promise((resolve) => setTimeout(resolve, 1))
}

// `node threads.mjs <'one after another' | 'at once'> <copy>...`: workers that each install a host with their copy. Prints
// how many installed hosts each has seen then, or its error.
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { printed } from './printed.mjs'

if (isMainThread) await watch()
else await installOne()

async function watch() {
  const [order, ...copies] = process.argv.slice(2)
  const gate = new Int32Array(new SharedArrayBuffer(8))
  const seen = []
  const workers = []
  for (const [index, copy] of copies.entries()) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { copy, gate } })
    workers.push(worker)
    const isDone = once(worker, 'message').then(([message]) => (seen[index] = message))
    if (order === 'at once') continue
    open(gate)
    await isDone
  }
  if (order === 'at once') {
    const areDone = workers.map((worker) => once(worker, 'message'))
    while (Atomics.load(gate, 1) < copies.length) await new Promise((resolve) => setImmediate(resolve))
    open(gate)
    await Promise.all(areDone)
  }
  console.log(JSON.stringify(seen))
  await Promise.all(workers.map((worker) => worker.terminate()))
}

function open(gate) {
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
}

async function installOne() {
  const { copy, gate } = workerData
  const mockhost = await import(`./${copy}/package.mjs`)
  Atomics.add(gate, 1, 1)
  Atomics.wait(gate, 0, 0)
  // Listening keeps the worker alive, and its host installed.
  parentPort.on('message', () => {})
  parentPort.postMessage(printed(() => countInstalled(mockhost), mockhost))
}

function countInstalled({ MockHost }) {
  new MockHost().hostAPIPointer()
  return AsyncLocalStorage[Symbol.for('osaurus-mockhost.runtime')].binding().counters.installed
}

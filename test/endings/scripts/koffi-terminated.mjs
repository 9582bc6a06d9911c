// Terminates workers while koffi makes functions, until the process aborts: `node koffi-terminated.mjs <library>`.
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

if (isMainThread) await terminateSome()
else makeFunctionsForEver()

async function terminateSome() {
  for (let run = 0; run < 50; run++) {
    const worker = new Worker(new URL(import.meta.url), { workerData: process.argv[2] })
    await once(worker, 'message')
    await worker.terminate()
  }
}

function makeFunctionsForEver() {
  const library = createRequire(import.meta.url)('koffi').load(workerData)
  parentPort.postMessage('makes functions')
  for (;;) library.func('osaurus_plugin_entry_v2', 'uintptr_t', ['uintptr_t'])
}

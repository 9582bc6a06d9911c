// One thread asks which core was loaded first, as every JS thread does at its first host, while another one loads and
// unloads a library: `node ask-first-core.mjs <core> <library>`. Prints how often it asked.
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const koffi = createRequire(import.meta.url)('koffi')
const rounds = 3000

if (isMainThread) {
  const [core, library] = process.argv.slice(2)
  const worker = new Worker(new URL(import.meta.url), { workerData: core })
  await once(worker, 'online')
  for (let round = 0; round < rounds; round++) koffi.load(library).unload()
  await once(worker, 'exit')
} else {
  const firstCore = koffi.load(workerData).func('mh_first_core', 'str', [])
  for (let round = 0; round < rounds; round++) firstCore()
  console.log(`asked ${rounds} times`)
}

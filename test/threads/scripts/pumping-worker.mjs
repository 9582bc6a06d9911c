// One of two workers that pump at once: neither starts before both are ready.
import { parentPort, workerData } from 'node:worker_threads'
import { MockHost } from 'osaurus-mockhost'

const { library, rounds, threads, gate } = workerData
// Two hosts are installed in this process: calls of the plugin's own threads are told apart by their table.
const host = new MockHost({ attribution: 'table' })
host.hostAPIPointer()
host.onConfigGet = () => `host ${host.id}`
const plugin = await host.load(library, { image: 'test' })

Atomics.add(gate, 0, 1)
Atomics.notify(gate, 0)
while (Atomics.load(gate, 0) < 2) Atomics.wait(gate, 0, 1)

let answered = 0
for (let round = 0; round < rounds; round++) answered += plugin.invokeSync('ask_many', { threads }).result
const strangers = host.configReads.entries.filter(({ value }) => value !== `host ${host.id}`).length
parentPort.postMessage({ answered, asked: host.configReads.length, strangers, drops: host.drops.length })

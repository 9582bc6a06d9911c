// What a thread of the plugin pays for a recorded call, beside a recorder in JavaScript: a koffi callback from such a
// thread, handed over to the JS thread, that keeps what it was told. Where the scheduler puts the two threads decides
// what a hand-over costs, so this runs twice: wherever they fall, as in use, and on one CPU, where it is at its best.
import { promisify } from 'node:util'
import koffi from 'koffi'
import { openBench, openPlainly } from '../bench-host.mjs'
import { report } from '../report.mjs'

const { host, plugin } = await openBench()
host.onConfigGet = () => 'answer'
const library = openPlainly()
const Callback = koffi.pointer(koffi.proto('void (const char *text)'))
let kept = []
const callback = koffi.register((message) => {
  kept.push({ seq: kept.length + 1, slot: 'log', args: { message }, at: process.hrtime.bigint() })
}, Callback)
const callBack = promisify(library.func('bench_call_back', 'double', [Callback, 'int']).async)

const logCalls = 8000 // Below one megabyte of journal, as in the native rows.
const callbackCalls = 500
const asks = 200
const samples = { log: [], ask: [], callback: [] }
for (let round = -5; round < 40; round++) {
  // Twice: the callbacks have taken the memory of the journal out of the cache.
  plugin.invokeSync('log', logCalls)
  host.reset()
  const log = plugin.invokeSync('log', logCalls).result
  const ask = plugin.invokeSync('ask', asks).result
  const plain = await callBack(callback, callbackCalls)
  if (host.logs.length !== logCalls || host.configReads.length !== asks || kept.length !== callbackCalls) {
    throw new Error('calls are missing')
  }
  host.reset()
  kept = []
  if (round < 0) continue
  samples.log.push(log)
  samples.ask.push(ask / 1000)
  samples.callback.push(plain)
}
koffi.unregister(callback)
const isPinned = process.argv[3] === 'pinned'
report({
  row: `log call from a background thread${isPinned ? ', all on one CPU' : ''}`,
  unit: 'ns',
  ours: samples.log,
  baselineIs: 'a koffi callback from a background thread that keeps the call',
  baseline: samples.callback,
  ...(isPinned ? { budget: { most: 100 }, goal: { ratio: 1 / 300 } } : { budget: { ratio: 1 / 300 } }),
})
if (isPinned) {
  report({
    row: 'responder asked from a background thread, in invokeSync',
    unit: 'µs',
    ours: samples.ask,
    baselineIs: 'a koffi callback from a background thread that keeps the call',
    baseline: samples.callback.map((nanoseconds) => nanoseconds / 1000),
    budget: { most: 30 },
    goal: { most: 20 },
  })
}

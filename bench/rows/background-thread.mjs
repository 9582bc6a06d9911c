// What a thread of the plugin pays for a call, beside a koffi callback from such a thread, which is handed over to the
// JS thread. On one CPU that is at its best: left to the scheduler it takes anything from this to ten times as long.
import { promisify } from 'node:util'
import koffi from 'koffi'
import { openBench, openPlainly } from '../bench-host.mjs'
import { report } from '../report.mjs'

const { host, plugin } = await openBench()
host.onConfigGet = () => 'answer'
const library = openPlainly()
const Callback = koffi.pointer(koffi.proto('void (const char *text)'))
let bytesSeen = 0
const callback = koffi.register((text) => {
  bytesSeen += text.length
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
  if (host.logs.length !== logCalls || host.configReads.length !== asks) throw new Error('calls are missing')
  host.reset()
  if (round < 0) continue
  samples.log.push(log)
  samples.ask.push(ask / 1000)
  samples.callback.push(plain)
}
koffi.unregister(callback)
if (bytesSeen === 0) throw new Error('callbacks are missing')
report({
  row: 'log call from a background thread',
  unit: 'ns',
  ours: samples.log,
  baselineIs: 'a koffi callback from a background thread',
  baseline: samples.callback,
  budget: { ratio: 1 / 300 },
})
report({
  row: 'responder asked from a background thread, in invokeSync',
  unit: 'µs',
  ours: samples.ask,
  baselineIs: 'a koffi callback from a background thread',
  baseline: samples.callback.map((nanoseconds) => nanoseconds / 1000),
  budget: { most: 30 },
  goal: { most: 20 },
})

// A callback of a plugin there and back, beside koffi's own call from another thread.
import { promisify } from 'node:util'
import { openBench, openPlainly } from '../bench-host.mjs'
import { report } from '../report.mjs'
import { timeEach, timeEachAsync } from '../time-each.mjs'

const { plugin } = await openBench()
const plain = openPlainly().func('const char *bench_empty(const char *payload)')
const callPlainly = promisify(plain.async)

const invokeSync = () => plugin.invokeSync('empty')
const invoke = () => plugin.invoke('empty')
const plainly = async () => JSON.parse(await callPlainly('{}'))

timeEach(1000, invokeSync)
await timeEachAsync(1000, invoke)
await timeEachAsync(1000, plainly)
const samples = { sync: [], async: [], plain: [] }
for (let round = 0; round < 20; round++) {
  samples.sync.push(...timeEach(100, invokeSync))
  samples.plain.push(...(await timeEachAsync(100, plainly)))
  samples.async.push(...(await timeEachAsync(100, invoke)))
}
const baseline = { baselineIs: 'a koffi .async() call of the same work', baseline: samples.plain }
report({
  row: 'invokeSync of an empty tool',
  unit: 'µs',
  ours: samples.sync,
  ...baseline,
  budget: { most: 40 },
  goal: { most: 20 },
})
report({
  row: 'await invoke of an empty tool',
  unit: 'µs',
  ours: samples.async,
  ...baseline,
  budget: { most: 40 },
  goal: { most: 20 },
})

// Memory of the process for each recorded call that nobody has read yet.
import { openBench } from '../bench-host.mjs'
import { report } from '../report.mjs'

const { plugin } = await openBench({ journalLimit: 2 ** 30 })
const calls = 500_000
const bytesOfText = 60

plugin.invokeSync('log', 20_000)
const samples = []
for (let round = 0; round < 4; round++) {
  const before = process.memoryUsage.rss()
  plugin.invokeSync('log', calls)
  samples.push((process.memoryUsage.rss() - before) / calls)
}
report({
  row: 'memory of the journal, a log call of 60 bytes',
  unit: 'bytes',
  ours: samples,
  baselineIs: 'the text itself',
  baseline: samples.map(() => bytesOfText),
  budget: { more: 64 },
  goal: { more: 32 },
})

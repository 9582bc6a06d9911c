// Reading the journal: of many calls for the first time, and once more after a few new ones. A sample is the mean of
// several rounds, so that each has its share of garbage collections.
import { openBench } from '../bench-host.mjs'
import { decodePlainly } from '../decode-plainly.mjs'
import { report } from '../report.mjs'

const { host, plugin } = await openBench()
const calls = 20_000
const newCalls = 1000
const roundsOfSample = 5

const samples = { count: [], first: [], plain: [], second: [], nothing: [] }
for (let sample = -1; sample < 12; sample++) {
  const rounds = Array.from({ length: roundsOfSample }, readJournal)
  if (sample < 0) continue
  for (const [name, list] of Object.entries(samples)) list.push(mean(rounds.map((round) => round[name])))
}
const besidePlain = {
  baselineIs: 'plain objects of eight fields and one text from a buffer',
  baseline: samples.plain,
  budget: { most: 400 },
  goal: { most: 150 },
}
report({ row: 'count on first read, nothing decoded, a call', unit: 'ns', ours: samples.count, ...besidePlain })
report({ row: 'decode on first read, a call', unit: 'ns', ours: samples.first, ...besidePlain })
report({ row: 'second read, a new call after 20 000 old ones', unit: 'ns', ours: samples.second, ...besidePlain })
report({ row: 'read with nothing new', unit: 'µs', ours: samples.nothing, budget: { most: 20 } })

function readJournal() {
  host.reset()
  plugin.invokeSync('log', calls)
  const count = nanoseconds(() => host.calls.length) / calls
  // All that a first read of the entries does.
  const first = count + nanoseconds(() => host.calls.entries) / calls
  plugin.invokeSync('log', newCalls)
  const second = nanoseconds(() => host.calls.entries) / newCalls
  const nothing = nanoseconds(() => host.calls.entries) / 1000
  if (host.calls.length !== calls + newCalls) throw new Error('calls are missing')
  const plain = decodePlainly(calls)
  return { count, first, second, nothing, plain }
}

function nanoseconds(work) {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start)
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

// One host that gets ten million calls, its limit raised: what a call takes of memory once its header is read, what it
// costs to learn how many there are, and what a look costs once that is known.
import { openBench } from '../bench-host.mjs'
import { report } from '../report.mjs'

const calls = 10_000_000
const bytesOfText = 60
const { host, plugin } = await openBench({ journalLimit: 2 ** 31 })

// The process keeps up to 148 MiB of chunks for the next journal: they are there before, so that they do not count.
plugin.invokeSync('log', 1_500_000)
host.reset()
const before = process.memoryUsage.rss()
plugin.invokeSync('log', calls)
const count = nanoseconds(() => host.calls.length) / calls
const memory = (process.memoryUsage.rss() - before) / calls
const looks = Array.from({ length: 20 }, () => nanoseconds(look) / 1000)
if (host.calls.length !== calls || host.violations.length > 0) throw new Error('calls are missing')

report({
  row: 'memory of 10 000 000 calls in one host, a call',
  unit: 'bytes',
  ours: [memory],
  baselineIs: 'the text itself',
  baseline: [bytesOfText],
  budget: { more: 64 },
  goal: { more: 32 },
})
report({
  row: 'first count of 10 000 000 calls, a call',
  unit: 'ns',
  ours: [count],
  budget: { most: 400 },
  goal: { most: 150 },
})
report({ row: 'last, count and since of 10 000 000 calls', unit: 'µs', ours: looks, budget: { most: 20 } })

function look() {
  const { last } = host.calls
  if (host.calls.count('log') !== calls || host.calls.since(last.seq - 1)[0] !== last)
    throw new Error('calls are missing')
}

function nanoseconds(work) {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start)
}

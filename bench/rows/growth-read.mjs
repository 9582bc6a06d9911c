// What JavaScript pays for a call when it reads a journal of more and more of them. What the garbage collector costs
// grows with all that is kept: the baseline is plain objects of as many fields.
import { openBench } from '../bench-host.mjs'
import { decodePlainly } from '../decode-plainly.mjs'
import { cpuTime } from '../growth/cpu-time.mjs'
import { pointsOf, sweep } from '../growth/sweep.mjs'
import { report } from '../report.mjs'

const sizes = [1e3, 1e4, 1e5, 1e6]
const callsOfSample = 1e5 // Small journals are read several times.
const { host, plugin } = await openBench({ journalLimit: 2 ** 30 })

process.stderr.write('  reading, more calls\n')
readJournals(1e5)
const { points, cut } = await sweep({ sizes, rounds: 5, seconds: 15, measure: async (size) => readJournals(size) })
const why =
  'as JavaScript objects they take some 2.4 GB (243 bytes each at 1 000 000), for which this table has neither memory nor time'
const shared = {
  axis: 'calls',
  unit: 'ns',
  most: 4,
  baselineIs: 'as many plain objects from a buffer',
  cut: [...cut, { size: 1e7, why }],
}
report({ growth: 'first read of all calls, a call', ...shared, points: pointsOf(points, 'read', 'plain') })
report({ growth: 'log messages then, a call', ...shared, points: pointsOf(points, 'messages', 'plain') })

/** Nanoseconds a call. */
function readJournals(size) {
  const journals = Math.max(1, callsOfSample / size)
  const sum = { read: 0, messages: 0, plain: 0 }
  for (let journal = 0; journal < journals; journal++) {
    plugin.invokeSync('log', size)
    sum.read += cpuTime(() => check(readCalls(), size))
    sum.messages += cpuTime(() => check(readMessages(), size))
    host.reset()
    sum.plain += cpuTime(() => decodePlainly(size))
  }
  const each = (microseconds) => (microseconds * 1000) / journals / size
  return { read: each(sum.read), messages: each(sum.messages), plain: each(sum.plain) }
}

function check(bytes, size) {
  if (bytes !== size * 60) throw new Error('calls are missing')
}

function readCalls() {
  let bytes = 0
  for (const { args } of host.calls) bytes += args.message.length
  return bytes
}

function readMessages() {
  let bytes = 0
  for (const message of host.logs.messages) bytes += message.length
  return bytes
}

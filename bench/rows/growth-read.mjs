// What JavaScript pays for a call when it reads a journal of more and more of them.
import { openBench } from '../bench-host.mjs'
import { pointsOf, sweep } from '../growth/sweep.mjs'
import { report } from '../report.mjs'

const sizes = [1e3, 1e4, 1e5, 1e6]
const callsOfSample = 1e5 // Small journals are read several times.
const { host, plugin } = await openBench({ journalLimit: 2 ** 30 })

process.stderr.write('  reading, more calls\n')
readJournals(1e5)
const { points, cut } = await sweep({ sizes, rounds: 5, seconds: 15, measure: async (size) => readJournals(size) })
report({
  growth: 'first read of all messages, a call',
  axis: 'calls',
  unit: 'ns',
  most: 3,
  points: pointsOf(points, 'read'),
  cut: [...cut, { size: 1e7, why: 'as JavaScript objects they need more memory than Node gives a process' }],
})

/** Nanoseconds a call. */
function readJournals(size) {
  const journals = Math.max(1, callsOfSample / size)
  let read = 0
  for (let journal = 0; journal < journals; journal++) {
    host.reset()
    plugin.invokeSync('log', size)
    read += readMessages(size)
  }
  host.reset()
  return { read: read / journals }
}

function readMessages(size) {
  const start = process.hrtime.bigint()
  let bytes = 0
  for (const message of host.logs.messages) bytes += message.length
  const time = Number(process.hrtime.bigint() - start)
  if (bytes !== size * 60) throw new Error('calls are missing')
  return time / size
}

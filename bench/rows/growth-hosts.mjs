// What a host costs in JavaScript when more and more of them are installed at once.
import { MockHost } from 'osaurus-mockhost'
import { cpuTime } from '../growth/cpu-time.mjs'
import { pointsOf, sweep } from '../growth/sweep.mjs'
import { report } from '../report.mjs'

const sizes = [1, 3, 10, 30, 100]
const hostsOfSample = 3000 // So many that each sample has its share of garbage collections.

process.stderr.write('  more hosts in JavaScript\n')
for (let time = 0; time < 3; time++) measureHosts(100)
const { points, cut } = await sweep({ sizes, rounds: 9, seconds: 8, measure: async (size) => measureHosts(size) })
report({
  growth: 'create, install and log, a host',
  axis: 'hosts',
  unit: 'µs',
  most: 3,
  points: pointsOf(points, 'open'),
  cut,
})
report({
  growth: 'read its one call, a host',
  axis: 'hosts',
  unit: 'µs',
  most: 3,
  points: pointsOf(points, 'read'),
  cut,
})
report({ growth: 'close, a host', axis: 'hosts', unit: 'µs', most: 3, points: pointsOf(points, 'close'), cut })

/** Microseconds a host. */
function measureHosts(size) {
  const sum = { open: 0, read: 0, close: 0 }
  const times = Math.ceil(hostsOfSample / size)
  for (let time = 0; time < times; time++) {
    const hosts = Array.from({ length: size })
    sum.open += cpuTime(() => openAll(hosts))
    sum.read += cpuTime(() => readAll(hosts))
    sum.close += cpuTime(() => closeAll(hosts))
  }
  const each = times * size
  return { open: sum.open / each, read: sum.read / each, close: sum.close / each }
}

function openAll(hosts) {
  for (let at = 0; at < hosts.length; at++) {
    hosts[at] = new MockHost()
    hosts[at].hostAPIPointer()
    hosts[at].api.log(2, 'a line')
  }
}

function readAll(hosts) {
  for (const host of hosts) {
    if (host.logs.messages.length !== 1) throw new Error('a call is missing')
  }
}

function closeAll(hosts) {
  for (const host of hosts.toReversed()) host.close()
}

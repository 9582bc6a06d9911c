// What recording costs with more and more calls, hosts and threads: in C, each point in a process of its own, in
// processor time.
import { runCommand } from '../../scripts/run-command.mjs'
import { compileNativeProgram } from '../compile.mjs'
import { pointsOf, sweep } from '../growth/sweep.mjs'
import { report } from '../report.mjs'

const program = await compileNativeProgram('bench/growth/grow.c')

const perCall = {
  record: { growth: 'record log, a call', unit: 'ns', most: 3 },
  drain: { growth: 'drain the journal, a call', unit: 'ns', most: 3 },
  memory: { growth: 'memory of the journal, a call', unit: 'bytes', most: 1.25 },
}
const perHost = {
  open: { growth: 'create and install in C, a host', unit: 'ns', most: 3 },
  close: { growth: 'close in C, a host', unit: 'ns', most: 3 },
}

await measureAxis({
  axis: 'calls',
  sizes: [1e3, 1e4, 1e5, 1e6, 1e7],
  rounds: 5,
  seconds: 15,
  point: (calls) => [calls, 1, 1],
  series: perCall,
})
await measureAxis({
  axis: 'hosts',
  sizes: [1, 3, 10, 30, 100],
  rounds: 9,
  seconds: 8,
  point: (hosts) => [480_000, hosts, 1],
  series: { ...perCall, ...perHost },
})
await measureAxis({
  axis: 'threads',
  sizes: [1, 2, 4, 8, 16, 32, 64],
  rounds: 9,
  seconds: 12,
  point: (threads) => [640_000, 1, threads],
  // The calls of one thread are in order; those of several are merged.
  series: {
    ...perCall,
    wall: { growth: 'record log, a call, on the clock', unit: 'ns', most: 3 },
    drain: { ...perCall.drain, most: 6 },
  },
})

async function measureAxis({ axis, sizes, rounds, seconds, point, series }) {
  process.stderr.write(`  recording, more ${axis}\n`)
  const { points, cut } = await sweep({ sizes, rounds, seconds, measure: (size) => measurePoint(point(size)) })
  for (const [figure, what] of Object.entries(series)) {
    const isTold = points.every(({ samples }) => samples.every((sample) => sample[figure] >= 0))
    if (isTold) report({ ...what, axis, points: pointsOf(points, figure), cut })
  }
}

async function measurePoint(sizes) {
  const { code, output } = await runCommand(program, sizes.map(String), { quiet: true })
  if (code !== 0) throw new Error(`${program} ${sizes.join(' ')} ended with ${code}\n${output}`)
  return JSON.parse(output)
}

// What it costs that a plugin is isolated: the start of its process, beside a Node that does nothing; and a call, beside
// the same call in this process.
import { spawnSync } from 'node:child_process'
import { MockHost } from 'osaurus-mockhost'
import { openBench } from '../bench-host.mjs'
import { library } from '../library.mjs'
import { report } from '../report.mjs'
import { timeEach, timeEachAsync } from '../time-each.mjs'

const starts = 20

const host = new MockHost()
host.hostAPIPointer()
const { plugin: near } = await openBench({ attribution: 'table' })
const far = await host.load(library, { isolate: true })

const samples = { load: [], node: [], far: [], near: [] }
const startNode = () => spawnSync(process.execPath, ['-e', '0'])
const load = async () => {
  const plugin = await host.load(library, { isolate: true })
  // Its end is left to itself: only the start is measured.
  ended.push(plugin)
}
const ended = []
startNode()
for (let round = 0; round < starts; round++) {
  samples.node.push(...toMilliseconds(timeEach(1, startNode)))
  samples.load.push(...toMilliseconds(await timeEachAsync(1, load)))
  for (const plugin of ended.splice(0)) await plugin.destroy()
}

const call = (plugin) => () => plugin.invoke('empty')
for (const plugin of [near, far]) await timeEachAsync(1000, call(plugin))
for (let round = 0; round < 20; round++) {
  samples.far.push(...(await timeEachAsync(100, call(far))))
  samples.near.push(...(await timeEachAsync(100, call(near))))
}

report({
  row: 'load of an isolated plugin',
  unit: 'ms',
  ours: samples.load,
  baselineIs: 'node -e 0, from its start to its end',
  baseline: samples.node,
  budget: { ratio: 2 },
})
report({
  row: 'await invoke of an empty tool, isolated',
  unit: 'µs',
  ours: samples.far,
  baselineIs: 'the same in the process of the tests',
  baseline: samples.near,
  budget: { more: 150 },
  goal: { more: 75 },
})
await far.destroy()

function toMilliseconds(samples) {
  return samples.map((microseconds) => microseconds / 1000)
}

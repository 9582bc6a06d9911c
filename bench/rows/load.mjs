// Loading and destroying a small plugin, beside the same callbacks made by a plain binding on the JS thread.
import koffi from 'koffi'
import { MockHost } from 'osaurus-mockhost'
import { library, report, timeEachAsync } from './bench-host.mjs'

const host = new MockHost()
const table = host.hostAPIPointer()
const loadAndDestroy = async () => {
  const plugin = await host.load(library)
  await plugin.destroy()
}

const pointers = ['free_string', 'init', 'destroy', 'get_manifest', 'invoke']
const prototypes = {
  free_string: koffi.proto('void (void *text)'),
  init: koffi.proto('void *()'),
  destroy: koffi.proto('void (void *context)'),
  get_manifest: koffi.proto('void *(void *context)'),
}
const plainly = () => {
  const file = koffi.load(library)
  const api = koffi.decode(
    file.func('void *osaurus_plugin_entry_v2(uintptr_t host)')(Number(table)),
    'void *',
    pointers.length,
  )
  const call = (name, ...args) => koffi.call(api[pointers.indexOf(name)], prototypes[name], ...args)
  const context = call('init')
  const manifest = call('get_manifest', context)
  JSON.parse(koffi.decode(manifest, 'char', -1))
  call('free_string', manifest)
  call('destroy', context)
  file.unload()
}

await timeEachAsync(20, loadAndDestroy)
await timeEachAsync(20, plainly)
const samples = { ours: [], plain: [] }
for (let round = 0; round < 20; round++) {
  samples.ours.push(...(await timeEachAsync(10, loadAndDestroy)))
  samples.plain.push(...(await timeEachAsync(10, plainly)))
}
const inMilliseconds = (microseconds) => microseconds / 1000
report({
  row: 'load + destroy of a small plugin',
  unit: 'ms',
  ours: samples.ours.map(inMilliseconds),
  baselineIs: 'the same callbacks made by plain koffi on the JS thread',
  baseline: samples.plain.map(inMilliseconds),
  budget: { most: 2 },
  goal: { most: 1 },
})

// Loading and destroying a small plugin, in the image of its file and in an image of its own, beside the same
// callbacks made by a plain binding on the JS thread.
import koffi from 'koffi'
import { MockHost } from 'osaurus-mockhost'
import { library } from '../library.mjs'
import { report } from '../report.mjs'
import { timeEachAsync } from '../time-each.mjs'

const host = new MockHost()
const table = host.hostAPIPointer()
const loadAndDestroy = async (image) => {
  const plugin = await host.load(library, { image })
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

const ways = {
  file: () => loadAndDestroy('file'),
  test: () => loadAndDestroy('test'), // Not too often: each image stays loaded.
  plain: plainly,
}
const samples = { file: [], test: [], plain: [] }
for (let round = -2; round < 20; round++) {
  for (const [way, work] of Object.entries(ways)) {
    const milliseconds = (await timeEachAsync(10, work)).map((microseconds) => microseconds / 1000)
    if (round >= 0) samples[way].push(...milliseconds)
  }
}
for (const [way, image] of Object.entries({ file: 'image of the file', test: 'image of its own' })) {
  report({
    row: `load + destroy of a small plugin, ${image}`,
    unit: 'ms',
    ours: samples[way],
    baselineIs: 'the same callbacks made by plain koffi on the JS thread',
    baseline: samples.plain,
    budget: { most: 2 },
    goal: { most: 1 },
  })
}

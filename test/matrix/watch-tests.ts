import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { type RunnerCall, runRunner } from '../runners/project.js'
import { rebuildWhileWatching } from '../runners/rebuilds.js'

/** Has a runner watch, and builds the library of its tests anew; answers what was wrong. */
export async function watchTests(call: RunnerCall): Promise<string[]> {
  const { chatter = '', plain_v1 = '' } = await buildPlugins(['chatter', 'plain_v1'])
  const library = path.join(call.folder, `build/libwatched${path.extname(chatter)}`)
  await copyFile(chatter, library)
  const seen = await rebuildWhileWatching({
    run: (options) => runRunner({ ...call, options: { ...call.options, ...options } }),
    library,
    builds: [chatter, plain_v1],
    replacement: 'removes it first',
    notes: path.join(call.folder, '.notes.txt'),
  }).catch((error: Error) => [error.message])
  const isRight = seen.join() === 'com.example.chatter,com.example.plain_v1'
  return isRight ? [] : [`the tests saw: ${seen.join('\n')}`]
}

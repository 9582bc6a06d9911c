import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { coreFileName } from '../../scripts/compile-c.mjs'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { runLimited } from '../runners/run-limited.js'

test('a JS thread can ask for the first core while another thread loads libraries', async () => {
  const { platform, arch } = process
  const core = fileURLToPath(new URL(`../../prebuilds/${platform}-${arch}/${coreFileName(platform)}`, import.meta.url))
  const { chatter = '' } = await buildPlugins(['chatter'])
  const { stdout, stderr, timedOut } = await runLimited({
    file: process.execPath,
    args: [fileURLToPath(new URL('scripts/ask-first-core.mjs', import.meta.url)), core, chatter],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: process.env,
    timeout: 30_000,
  })
  expect({ stdout, stderr, timedOut }).toEqual({ stdout: 'asked 3000 times\n', stderr: '', timedOut: false })
})

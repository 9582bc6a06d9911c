// Writes anew what is made of the messages: test/errors/all-messages.txt, and the pages docs/errors/ and docs/violations/.
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { runAsProgram } from './run-as-program.mjs'
import { root, runNode } from './run-command.mjs'

const messages = 'test/errors/all-messages.test.ts'
const pages = 'test/docs/messages.test.ts'

await runAsProgram(import.meta.url, async () => {
  await runTest(messages, ['--update=all'])
  removePages()
  // Fails by the pages that are not there yet; the last run tells whether all is well.
  await runTest(pages, ['--update=all'], { quiet: true })
  process.exitCode = await runTest(pages)
})

async function runTest(file, args = [], options = {}) {
  const { code } = await runNode(['node_modules/vitest/vitest.mjs', 'run', '--project=unit', file, ...args], options)
  return code ?? 1
}

/** Those of codes that are gone as well. */
function removePages() {
  for (const folder of ['docs/errors', 'docs/violations']) {
    for (const name of readdirSync(path.join(root, folder))) rmSync(path.join(root, folder, name))
  }
}

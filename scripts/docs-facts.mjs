// Writes docs/fact-sheet.md anew, out of test/docs/facts/, the table of profiles and the catalogue of violations.
import { runAsProgram } from './run-as-program.mjs'
import { runNode } from './run-command.mjs'

const test = 'test/docs/fact-sheet.test.ts'

await runAsProgram(import.meta.url, async () => {
  const { code } = await runNode(['node_modules/vitest/vitest.mjs', 'run', '--project=unit', test, '--update'])
  process.exitCode = code ?? 1
})

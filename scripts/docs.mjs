// Writes anew all that is generated in the docs: whole pages, and the output of samples. Builds the package before,
// since the samples run with it.
import { build } from './build.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { runNode } from './run-command.mjs'

await runAsProgram(import.meta.url, async () => {
  await build()
  const projects = ['--project=unit', '--project=runners']
  const { code } = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...projects, 'test/docs/', '--update'])
  process.exitCode = code ?? 1
})

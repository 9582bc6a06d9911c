// Runs the tests of test/matrix on every Node, runner, pool, mode and transform that the package promises to work with:
//
//   npm run matrix [-- --fresh] [--only "Node 22, Vitest"]
//
// It goes on where it was stopped, as long as the package stays the same; results are in build/matrix/results.json. Where
// every cell has one, they become docs/compatibility.md.
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'
import { build } from './build.mjs'
import { runAsProgram } from './run-as-program.mjs'

await runAsProgram(import.meta.url, async () => {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false }, only: { type: 'string' } } })
  await build()
  const { module } = await runnerImport('./test/matrix/run.ts', { configFile: false, logLevel: 'error' })
  process.exitCode = (await module.runMatrix(values)) ? 0 : 1
})

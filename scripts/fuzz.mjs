// Runs the fuzz tests at length: `npm run fuzz [-- runs]`, 200,000 unless told. FUZZ_SEED makes other cases.
import { runAsProgram } from './run-as-program.mjs'
import { runNode } from './run-command.mjs'

await runAsProgram(import.meta.url, async () => {
  process.env.FUZZ_RUNS = process.argv[2] ?? '200000'
  const { code } = await runNode([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project=fuzz',
    '--disableConsoleIntercept',
  ])
  process.exitCode = code
})

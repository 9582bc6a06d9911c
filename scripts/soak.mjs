// Executes random programs on the package and checks them against a model (test/soak):
//
//   npm run soak [-- --minutes 30] [--seed 1] [--sanitizer address | undefined | thread]
//
// A seed that failed is run again by naming it. The sanitizer looks at the core, in the process that executes programs.
import { parseArgs } from 'node:util'
import { build } from './build.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { runNode } from './run-command.mjs'
import { buildSanitizedCore, findings, sanitizers } from './sanitizers.mjs'

await runAsProgram(import.meta.url, async () => {
  const { minutes, seed, sanitizer } = readOptions()
  await build()
  const executorEnv = sanitizer === undefined ? {} : await buildSanitizedCore(sanitizer)
  const env = { SOAK_SECONDS: String(minutes * 60), SOAK_SEED: String(seed), SOAK_ENV: JSON.stringify(executorEnv) }
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project=processes', '--disableConsoleIntercept']
  const { code, output } = await runNode([...vitest, 'test/soak/soak.test.ts'], { env })
  process.exitCode = findings.test(output) ? 1 : code
})

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      sanitizer: { type: 'string' },
    },
  })
  const { sanitizer } = values
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
  if (!(minutes > 0) || !Number.isInteger(seed)) throw new Error('--minutes takes a number above 0, --seed a whole one')
  if (sanitizer === undefined || sanitizer in sanitizers) return { minutes, seed, sanitizer }
  throw new Error(`--sanitizer ${sanitizer} is unknown; known: ${Object.keys(sanitizers).join(', ')}`)
}

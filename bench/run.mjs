// Measures what design budgets say, each row beside its baseline of the same run: `npm run bench [-- program ...]`.
// Prints a table and writes bench/results/<date>.json. The exit code is 1 when a row is over its budget, or grows by more
// than it may with the size of what is measured: `npm run bench -- growth` is that part. `--against DIR` measures the environments
// of another checkout, built, in the same run.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../scripts/build.mjs'
import { runAsProgram } from '../scripts/run-as-program.mjs'
import { judgeGrowth } from './growth/growth.mjs'
import { formatGrowth } from './growth/growth-table.mjs'
import { measure } from './measure.mjs'
import { choosePrograms } from './programs.mjs'
import { writeResults } from './results.mjs'
import { joinRows, summarise } from './summary.mjs'
import { formatTable } from './table.mjs'

await runAsProgram(import.meta.url, async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { against: { type: 'string' } } })
  const programs = choosePrograms(positionals)
  if (values.against !== undefined) process.env.BENCH_AGAINST = findBuild(values.against)
  await build()
  const printed = []
  for (const program of programs) printed.push(...(await measure(program)))
  const summaries = joinRows(printed.filter(({ row }) => row !== undefined)).map(summarise)
  const growth = printed.filter((line) => line.growth !== undefined).map(judgeGrowth)
  const file = writeResults({ summaries, growth })
  if (summaries.length > 0) console.log(`\n${formatTable(summaries)}`)
  if (growth.length > 0) console.log(`\n${formatGrowth(growth)}`)
  console.log(`\n${file}`)
  if ([...summaries, ...growth].some(({ keepsBudget }) => !keepsBudget)) process.exitCode = 1
})

function findBuild(folder) {
  const found = path.resolve(folder)
  for (const name of ['package.json', 'dist', 'prebuilds']) {
    if (!existsSync(path.join(found, name))) {
      throw new Error(
        `There is no ${name} in ${found}.\n  to fix  name a checkout in which \`npm ci && npm run build\` was run`,
      )
    }
  }
  return found
}

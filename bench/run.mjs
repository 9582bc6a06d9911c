// Measures what design budgets say, each row beside its baseline of the same run: `npm run bench [-- program ...]`.
// Prints a table and writes bench/results/<date>.json. The exit code is 1 when a row is over its budget, or grows by more
// than it may with the size of what is measured: `npm run bench -- growth` is that part.
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
  const programs = choosePrograms(process.argv.slice(2))
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

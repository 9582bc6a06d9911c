// Measures what design budgets say, each row beside its baseline of the same run: `npm run bench [-- program ...]`.
// Prints a table and writes bench/results/<date>.json. The exit code is 1 when a row is over its budget.
import { build } from '../scripts/build.mjs'
import { runAsProgram } from '../scripts/run-as-program.mjs'
import { measure } from './measure.mjs'
import { choosePrograms } from './programs.mjs'
import { writeResults } from './results.mjs'
import { joinRows, summarise } from './summary.mjs'
import { formatTable } from './table.mjs'

await runAsProgram(import.meta.url, async () => {
  const programs = choosePrograms(process.argv.slice(2))
  await build()
  const rows = []
  for (const program of programs) rows.push(...(await measure(program)))
  const summaries = joinRows(rows).map(summarise)
  const file = writeResults(summaries)
  console.log(`\n${formatTable(summaries)}\n\n${file}`)
  if (summaries.some(({ keepsBudget }) => !keepsBudget)) process.exitCode = 1
})

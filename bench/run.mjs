// Measures what design budgets say, each row beside its baseline of the same run: `npm run bench [-- row ...]`.
// Prints a table and writes bench/results/<date>.json. The exit code is 1 when a row is over its budget.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import path from 'node:path'
import { build } from '../scripts/build.mjs'
import { compileC } from '../scripts/compile-c.mjs'
import { findFiles } from '../scripts/find-files.mjs'
import { runAsProgram } from '../scripts/run-as-program.mjs'
import { root, runCommand } from '../scripts/run-command.mjs'
import { compileNativeRows } from './native-rows.mjs'
import { formatTable, joinRows, summarise } from './summary.mjs'

/** Each program runs so often, in a new process each time. */
const runs = 3

await runAsProgram(import.meta.url, async () => {
  const asked = process.argv.slice(2)
  await build()
  const library = await compilePlugin()
  const programs = [...(await compileNativeRows()), ...rowPrograms(library)]
  const rows = []
  for (const { name, command, isPinned } of programs) {
    if (asked.length > 0 && !asked.includes(name)) continue
    console.log(`measuring ${name}`)
    for (let run = 0; run < runs; run++) rows.push(...(await measure(command, isPinned)))
  }
  const summaries = joinRows(rows).map(summarise)
  writeResults(summaries)
  console.log(`\n${formatTable(summaries)}`)
  if (summaries.length === 0 || summaries.some(({ keepsBudget }) => !keepsBudget)) process.exitCode = 1
})

async function compilePlugin() {
  const output = `build/bench/libbench_plugin.${process.platform === 'darwin' ? 'dylib' : 'so'}`
  await compileC({
    sources: ['bench/plugin/bench_plugin.c'],
    output,
    objects: 'build/bench/plugin',
    flags: ['-O2', '-std=c11', '-fPIC', '-pthread', '-Wall', '-Wextra', '-Werror', '-Itest/fixtures/plugins/include'],
    linkFlags: ['-shared'],
  })
  return path.join(root, output)
}

function rowPrograms(library) {
  return findFiles(['bench/rows'], ['.mjs'])
    .filter((file) => !file.endsWith('bench-host.mjs'))
    .map((file) => ({ name: path.basename(file, '.mjs'), command: [process.execPath, file, library], isPinned: true }))
}

/** On one CPU where something is handed over: else the scheduler's choice of CPUs is what is measured. */
async function measure(command, isPinned) {
  const [file, ...args] = isPinned && process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command
  const { code, output } = await runCommand(file, args, { quiet: true })
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}\n${output}`)
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

function writeResults(summaries) {
  const folder = path.join(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const date = new Date().toISOString()
  const machine = {
    cpu: cpus()[0]?.model,
    cpus: cpus().length,
    system: `${process.platform} ${release()}`,
    node: process.version,
  }
  writeFileSync(
    path.join(folder, `${date.replaceAll(':', '-')}.json`),
    `${JSON.stringify({ date, machine, summaries }, null, 2)}\n`,
  )
}

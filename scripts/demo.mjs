// Builds the package and examples/hello-plugin, runs the example's tests in both runners and prints what happened.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { build } from './build.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root, runCommand } from './run-command.mjs'

const example = path.join(root, 'examples/hello-plugin')

await runAsProgram(import.meta.url, async () => {
  await build()
  const rows = []
  for (const script of ['build', 'test:vitest', 'test:jest', 'calls']) {
    console.log(`\n== examples/hello-plugin: npm run ${script}`)
    rows.push(await runScript(script))
    if (rows.at(-1).code !== 0 && script === 'build') break
  }
  process.exitCode = rows.every((row) => row.code === 0) ? 0 : 1
})

async function runScript(script) {
  const started = performance.now()
  const { code, output } = await npmRun(script)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  return { code, cells: [script, countTests(output), `${seconds} s`, code === 0 ? 'ok' : `exit code ${code}`] }
}

/** Through the npm that runs us, on the Node that runs us: what PATH holds may be another one. */
function npmRun(script) {
  const npm = process.env.npm_execpath
  const args = ['run', '--silent', script]
  if (npm && existsSync(npm)) return runCommand(process.execPath, [npm, ...args], { cwd: example })
  return runCommand('npm', args, { cwd: example })
}

/** The runners' own sums: "Tests  5 passed (5)" of Vitest, "Tests:  5 passed, 5 total" of Jest. */
function countTests(output) {
  const sums = stripVTControlCharacters(output).match(/^\s*Tests:?\s+(.*\d.*)$/gm) ?? []
  return sums.map((line) => line.replace(/^\s*Tests:?\s+/, '')).join('; ') || '-'
}

function table(rows) {
  const lines = [['step', 'tests', 'time', 'result'], ...rows.map((row) => row.cells)]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column].length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

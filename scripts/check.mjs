// Everything that can be checked without running the product: format, lint, types, layers, unused code.
import { clangFormat } from './clang-format.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { runCommand, runNode } from './run-command.mjs'

const steps = {
  biome: () => runCommand('node_modules/.bin/biome', ['ci', '--colors=off', '.']),
  'clang-format': () => clangFormat(['--dry-run', '-Werror']),
  types: () => runNode(['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']),
  layers: () => runNode(['node_modules/vitest/vitest.mjs', 'run', '--project=unit', 'test/layers.test.ts']),
  knip: () => runNode(['node_modules/knip/bin/knip.js', '--no-progress']),
}

await runAsProgram(import.meta.url, async () => {
  const asked = process.argv.slice(2)
  const failed = []
  for (const [name, run] of Object.entries(steps)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    console.log(`\n== ${name}`)
    if ((await run()).code !== 0) failed.push(name)
  }
  console.log(failed.length > 0 ? `\nfailed: ${failed.join(', ')}` : '\nall checks passed')
  process.exitCode = failed.length > 0 ? 1 : 0
})

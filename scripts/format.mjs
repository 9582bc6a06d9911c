// Formats all sources in place: biome (with its safe fixes) and clang-format.
import { clangFormat } from './clang-format.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { runCommand } from './run-command.mjs'

await runAsProgram(import.meta.url, async () => {
  const biome = await runCommand('node_modules/.bin/biome', ['check', '--write', '.'])
  const clang = await clangFormat(['-i'])
  process.exitCode = biome.code || clang.code
})

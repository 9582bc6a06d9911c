// Runs the C tests and the thread suite under the sanitizers: `npm run sanitize [-- address undefined thread]`, all
// three unless told. The thread suite runs in Node with a core built for the sanitizer, whose runtime is preloaded.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { compileNativeTests } from './native-test-binary.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root, runCommand, runNode } from './run-command.mjs'
import { buildSanitizedCore, findings, optimised, sanitizers } from './sanitizers.mjs'
import { addTallies, closeWith, noTests, readTally } from './tally.mjs'

await runAsProgram(import.meta.url, async () => {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !(name in sanitizers))
  if (unknown.length > 0) throw new Error(`unknown: ${unknown}; known: ${Object.keys(sanitizers)}`)
  await build()
  let total = noTests
  for (const name of asked.length > 0 ? asked : Object.keys(sanitizers)) {
    for (const run of [runNativeTests, runThreadSuite]) {
      const tally = await run(name)
      console.log(`${name}: ${tally.passed} passed, ${tally.failed} failed`)
      total = addTallies(total, tally)
    }
  }
  closeWith(total)
})

async function runNativeTests(name) {
  const { flags, env } = sanitizers[name]
  console.log(`${name}: compiling the C tests`)
  const binary = await compileNativeTests(name, [...optimised, ...flags])
  console.log(`${name}: running the C tests`)
  return readTally(await runCommand(`./${binary}`, [], { env: { ...env, MOCKHOST_SANITIZER: name } }))
}

async function runThreadSuite(name) {
  const env = await buildSanitizedCore(name)
  console.log(`${name}: running the thread suite`)
  const report = path.join(root, `build/sanitize/${name}/report.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project=threads', '--pool=threads', ...reporters]
  const { code, output } = await runNode(vitest, { env })
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
  const isClean = code === 0 && !findings.test(output)
  return { passed, failed: isClean ? numFailedTests : Math.max(1, numFailedTests) }
}

// Runs the thread suites many times, each time in new processes: `npm run test:repeat [-- times]`, 200 unless told.
// The C tests get the argument `thread`, the ones of TypeScript are the Vitest project `threads`.
import { build } from './build.mjs'
import { findFiles } from './find-files.mjs'
import { compileNativeTests } from './native-test-binary.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { runCommand, runNode } from './run-command.mjs'
import { addTallies, closeWith, noTests } from './tally.mjs'

await runAsProgram(import.meta.url, async () => {
  const times = Number(process.argv[2] ?? 200)
  await build()
  const suites = await threadSuites()
  let runs = noTests
  for (let round = 1; round <= times; round += 1) {
    for (const suite of suites) runs = addTallies(runs, await runOnce(suite, round))
    if (round % 10 === 0) console.log(`round ${round} of ${times}: ${runs.failed} runs failed`)
  }
  closeWith(runs)
})

async function threadSuites() {
  const binary = await compileNativeTests('plain', ['-O2'])
  const suites = [{ name: 'C', run: () => runCommand(`./${binary}`, ['thread'], { quiet: true }) }]
  if (findFiles(['test/threads'], ['.test.ts']).length > 0) {
    // A round has new processes of its own; what Vitest has made of the sources is the same in each.
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project=threads', '--experimental.fsModuleCache']
    suites.push({ name: 'TypeScript', run: () => runNode(args, { quiet: true }) })
  }
  return suites
}

async function runOnce(suite, round) {
  const { code, output } = await suite.run()
  if (code === 0) return { passed: 1, failed: 0 }
  console.log(`round ${round}, ${suite.name}: exit code ${code}\n${output}`)
  return { passed: 0, failed: 1 }
}

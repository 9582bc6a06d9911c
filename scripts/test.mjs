// Runs every test: C, then all Vitest projects. The last line is `N passed, N failed`, the sum of all runs.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root, runNode } from './run-command.mjs'
import { addTallies, closeWith, readTally, withExitCode } from './tally.mjs'

const report = path.join(root, 'build/vitest-report.json')

await runAsProgram(import.meta.url, async () => {
  try {
    await build()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    closeWith({ passed: 0, failed: 1 })
    return
  }
  const native = readTally(await runNode(['scripts/test-native.mjs']))
  const vitest = await runVitest(process.argv.slice(2))
  closeWith(addTallies(native, vitest))
})

async function runVitest(args) {
  mkdirSync(path.dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  // All cores: most of these tests wait for a process that they have started.
  const workers = args.some((arg) => arg.startsWith('--maxWorkers')) ? [] : ['--maxWorkers=100%']
  const { code } = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...workers, ...reporters, ...args])
  return withExitCode(readReport(), code)
}

function readReport() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    // A file that could not be loaded has no failed test of its own.
    const lost = testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(hasFailed))
    return { passed: numPassedTests, failed: numFailedTests + lost.length }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

function hasFailed(test) {
  return test.status === 'failed'
}

// Runs the C tests and the thread suite under the sanitizers: `npm run sanitize [-- address undefined thread]`, all
// three unless told. The thread suite runs in Node with a core built for the sanitizer, whose runtime is preloaded.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { cFlags, compileC, coreSources } from './compile-c.mjs'
import { compileNativeTests } from './native-test-binary.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { root, runCommand, runNode } from './run-command.mjs'
import { addTallies, closeWith, noTests, readTally } from './tally.mjs'

const sanitizers = {
  address: {
    flags: ['-fsanitize=address'],
    env: { ASAN_OPTIONS: `detect_stack_use_after_return=1:detect_leaks=${process.platform === 'darwin' ? 0 : 1}` },
    // Node itself leaks at its end.
    nodeEnv: { ASAN_OPTIONS: 'detect_leaks=0:exitcode=99' },
    runtime: 'libasan.so',
  },
  undefined: {
    flags: ['-fsanitize=undefined', '-fno-sanitize-recover=all'],
    env: { UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1' },
    nodeEnv: { UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1' },
  },
  thread: {
    flags: ['-fsanitize=thread'],
    env: { TSAN_OPTIONS: 'halt_on_error=0:exitcode=66:second_deadlock_stack=1' },
    // Threads of V8 are not instrumented, and would be reported.
    nodeEnv: { TSAN_OPTIONS: 'exitcode=66:ignore_noninstrumented_modules=1' },
    runtime: 'libtsan.so',
  },
}

/** What a sanitizer prints when it finds something; a forked test process keeps its exit code to itself. */
const findings = /ERROR: AddressSanitizer|WARNING: ThreadSanitizer|runtime error:/

const optimised = ['-O1', '-g', '-fno-omit-frame-pointer']

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
  const { flags, nodeEnv, runtime } = sanitizers[name]
  const core = `build/sanitize/${name}/libosaurus_mockhost.so`
  console.log(`${name}: compiling the core`)
  await compileC({
    sources: coreSources(),
    output: core,
    objects: `build/sanitize/${name}/objects`,
    flags: [...optimised, ...flags, ...cFlags],
    linkFlags: ['-shared', '-Wl,-z,nodelete', '-ldl', ...flags],
  })
  console.log(`${name}: running the thread suite`)
  const env = { ...nodeEnv, OSAURUS_MOCKHOST_CORE: path.join(root, core), MOCKHOST_SANITIZER: name }
  if (runtime) env.LD_PRELOAD = await findRuntime(runtime)
  const report = path.join(root, `build/sanitize/${name}/report.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project=threads', '--pool=threads', ...reporters]
  const { code, output } = await runNode(vitest, { env })
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
  const isClean = code === 0 && !findings.test(output)
  return { passed, failed: isClean ? numFailedTests : Math.max(1, numFailedTests) }
}

async function findRuntime(library) {
  const { output } = await runCommand(process.env.CC || 'cc', [`-print-file-name=${library}`], { quiet: true })
  return output.trim()
}

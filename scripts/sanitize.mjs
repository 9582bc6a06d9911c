// Runs the C tests under the sanitizers: `npm run sanitize [-- address undefined thread]`, all three unless told.
import { compileNativeTests } from './native-test-binary.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { runCommand } from './run-command.mjs'
import { addTallies, closeWith, noTests, readTally } from './tally.mjs'

const sanitizers = {
  address: {
    flags: ['-fsanitize=address'],
    env: { ASAN_OPTIONS: `detect_stack_use_after_return=1:detect_leaks=${process.platform === 'darwin' ? 0 : 1}` },
  },
  undefined: {
    flags: ['-fsanitize=undefined', '-fno-sanitize-recover=all'],
    env: { UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1' },
  },
  thread: {
    flags: ['-fsanitize=thread'],
    env: { TSAN_OPTIONS: 'halt_on_error=0:exitcode=66:second_deadlock_stack=1' },
  },
}

await runAsProgram(import.meta.url, async () => {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !(name in sanitizers))
  if (unknown.length > 0) throw new Error(`unknown: ${unknown}; known: ${Object.keys(sanitizers)}`)
  let total = noTests
  for (const name of asked.length > 0 ? asked : Object.keys(sanitizers)) {
    const tally = await runUnder(name)
    console.log(`${name}: ${tally.passed} passed, ${tally.failed} failed`)
    total = addTallies(total, tally)
  }
  closeWith(total)
})

async function runUnder(name) {
  const { flags, env } = sanitizers[name]
  console.log(`${name}: compiling`)
  const binary = await compileNativeTests(name, ['-O1', '-fno-omit-frame-pointer', ...flags])
  console.log(`${name}: running`)
  return readTally(await runCommand(`./${binary}`, [], { env: { ...env, MOCKHOST_SANITIZER: name } }))
}

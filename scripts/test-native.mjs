// Compiles the C tests (native/test) with the core and runs them; an argument is handed on: the name of the tests to run.
import { compileNativeTests } from './native-test-binary.mjs'
import { runAsProgram } from './run-as-program.mjs'
import { runCommand } from './run-command.mjs'
import { closeWith, readTally } from './tally.mjs'

await runAsProgram(import.meta.url, async () => {
  const binary = await compileNativeTests('plain', ['-O2'])
  closeWith(readTally(await runCommand(`./${binary}`, process.argv.slice(2))))
})

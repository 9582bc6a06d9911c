import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Runs `main` when the module is the program itself, not when another one imports it; an error is told, then exit 1. */
export async function runAsProgram(moduleUrl, main) {
  const program = process.argv[1]
  if (!program || realpathSync(program) !== fileURLToPath(moduleUrl)) return
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

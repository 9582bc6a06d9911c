import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs npm in a folder: under `npm run` the same npm again, in a bare `npx vitest` the one on the PATH. */
export async function npm(args: readonly string[], cwd: string): Promise<void> {
  const path = process.env.npm_execpath
  const [command, all] = path?.endsWith('.js') ? [process.execPath, [path, ...args]] : ['npm', args]
  await run(command, [...all], { cwd, maxBuffer: 2 ** 26 })
}

import { type Ending, runLimited } from '../../runners/run-limited.js'

/** Runs a program of Node in a folder, without colours. */
export function runNode(cwd: string, args: readonly string[]): Promise<Ending> {
  return runLimited({ file: process.execPath, args, cwd, env: { ...process.env, NO_COLOR: '1' }, timeout: 60_000 })
}

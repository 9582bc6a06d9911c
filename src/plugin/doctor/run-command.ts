/** How a program of the system ended. */
export interface CommandResult {
  /** `undefined` when it did not start or did not end in time. */
  readonly status: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program and waits for it: a load that fails while this thread waits cannot go on later. */
export type RunCommand = (program: string, args: readonly string[]) => CommandResult

const timeout = 5000

export const runCommand: RunCommand = (program, args) => {
  // Only needed where a load has failed: test files do not wait for it.
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout })
  return { status: status ?? undefined, stdout: stdout ?? '', stderr: stderr ?? '' }
}

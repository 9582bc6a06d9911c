/** Counts of tests of one or more runs. */
export const noTests = Object.freeze({ passed: 0, failed: 0 })

/** The sum of two tallies. */
export function addTallies(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed }
}

/**
 * The tally in the last line of the form `N passed, N failed` of an output. A run that ended badly without naming a
 * failed test, or without that line, counts as one failure.
 */
export function readTally({ code, output }) {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed\r?$/gm)].at(-1)
  if (!last) return { passed: 0, failed: 1 }
  return withExitCode({ passed: Number(last[1]), failed: Number(last[2]) }, code)
}

/** A run that ended badly has failed, whatever it counted. */
export function withExitCode(tally, code) {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

/** Prints the closing line and sets the exit code: a run without a test is a failure too. */
export function closeWith({ passed, failed }) {
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
}

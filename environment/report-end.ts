/** Writes a line to the run's output, marked as ours. Not by `console`, which the test may have mocked. */
export function printNote(note: string): void {
  process.stderr.write(`osaurus-mockhost: ${note}\n`)
}

/** What was thrown, as an error: runners print only those well. */
export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(String(thrown))
}

/** One error out of several reasons. Vitest reports each error of an `AggregateError` on its own. */
export function joinErrors(reasons: readonly unknown[]): Error | undefined {
  const errors = reasons.map(asError)
  if (errors.length < 2) return errors[0]
  return new AggregateError(errors, errors.map((error) => error.message).join('\n\n'))
}

/** By shape: an error may come from another realm. */
function isError(value: unknown): value is Error {
  return typeof (value as Error | null | undefined)?.message === 'string'
}

/** Names of the log levels, each at the place of its number (fact sheet, section 1.3). */
export const logLevelNames = ['trace', 'debug', 'info', 'warn', 'error'] as const

/** `'trace'` is 0, `'error'` is 4. */
export type LogLevelName = (typeof logLevelNames)[number]

/** The number of a level that is given by number or by name. */
export function readLevel(level: unknown): number | undefined {
  if (typeof level === 'number') return Number.isInteger(level) ? level : undefined
  const number = (logLevelNames as readonly unknown[]).indexOf(level)
  return number === -1 ? undefined : number
}

/** The name of a level, or the number itself where it has none. */
export function describeLevel(level: number): string {
  return logLevelNames[level] ?? String(level)
}

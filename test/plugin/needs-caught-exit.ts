import type { TestContext } from 'vitest'

/** Whether `exit()` of a plugin in this process can be held up: on Linux, where glibc does not lock others out meanwhile. */
export const exitIsCaught = process.platform === 'linux' && isBefore(glibcVersion(), [2, 41])

/** Skips a test in which a plugin of this process calls `exit()`, where that ends the process. */
export function needsCaughtExit({ skip }: TestContext): void {
  skip(!exitIsCaught, 'exit() of a plugin ends the process here: macOS, or glibc 2.41 and newer')
}

function glibcVersion(): readonly number[] {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } }
  return (header.glibcVersionRuntime ?? '').split('.').map(Number)
}

function isBefore([major = 0, minor = 0]: readonly number[], [otherMajor = 0, otherMinor = 0]: readonly number[]) {
  return major < otherMajor || (major === otherMajor && minor < otherMinor)
}

import { isMockHostError } from '../../src/errors/mockhost-error.js'

/** Of ours, of Jest, and of Node or the language in between. */
const ownFrame = /^\s+at .*(?:[\\/](?:jest-[\w-]+[\\/]build|osaurus-mockhost[\\/]dist)[\\/]|\(<anonymous>\)$|\(node:)/

/**
 * Takes the frames that are not the user's off the stacks of our own errors: Jest leaves out most of them,
 * but always keeps the first. `errors` is a list as jest-circus keeps it, of errors and pairs of errors.
 */
export function hideOwnFrames(errors: readonly unknown[]): void {
  for (const error of errors.flat()) if (isMockHostError(error)) error.stack = withoutOwnFrames(error.stack ?? '')
}

function withoutOwnFrames(stack: string): string {
  const lines = stack.split('\n')
  return lines.filter((line) => !ownFrame.test(line)).join('\n')
}

import { isThenable } from './is-thenable.js'

/**
 * Runs `body`, then `leave`, whatever happens. A promise that the body returns is waited for. When both
 * fail, the error of the body is the one to see: it came first.
 */
export function runAndLeave<R>(body: () => R, leave: () => void): R {
  let result: R
  try {
    result = body()
  } catch (error) {
    leaveQuietly(leave)
    throw error
  }
  if (isThenable(result)) return leaveLater(result, leave) as R
  leave()
  return result
}

async function leaveLater(result: PromiseLike<unknown>, leave: () => void): Promise<unknown> {
  let value: unknown
  try {
    value = await result
  } catch (error) {
    leaveQuietly(leave)
    throw error
  }
  leave()
  return value
}

function leaveQuietly(leave: () => void): void {
  try {
    leave()
  } catch {
    // A consequence of the first error.
  }
}

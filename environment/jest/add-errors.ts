import { asError, printNote } from '../report-end.js'
import { type CircusTest, fullName } from './circus.js'

/**
 * Has a test fail for what was found at its end. A test of `test.failing` has failed as it should then, which Jest, that has
 * judged its function by now, cannot know: so it passes, and what was found is told.
 */
export function addErrors(test: CircusTest, found: readonly unknown[]): void {
  if (found.length === 0) return
  const errors = found.map(asError)
  if (test.failing === true) takeBackJudgement(test)
  // An error that is left is of a hook, of which Jest expects no failure.
  if (test.failing === true && test.errors.length === 0) tell(test, errors)
  else test.errors.push(...errors)
}

/** That the function did not fail although it should: jest-circus adds `asyncError` for that, with a new message. */
function takeBackJudgement({ errors, asyncError }: CircusTest): void {
  const at = errors.findIndex((entry) => Array.isArray(entry) && entry[0] === asyncError)
  if (at >= 0) errors.splice(at, 1)
}

function tell(test: CircusTest, errors: readonly Error[]): void {
  for (const { message } of errors) printNote(`"${fullName(test)}" failed, as it should: ${message}`)
}

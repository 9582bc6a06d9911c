import { stripVTControlCharacters } from 'node:util'

/** The message with which an assertion fails, without colours. An assertion that does not fail is a failure itself. */
export function failureOf(assertion: () => unknown): string {
  try {
    assertion()
  } catch (error) {
    return stripVTControlCharacters(error instanceof Error ? error.message : String(error))
  }
  throw new Error('the assertion did not fail')
}

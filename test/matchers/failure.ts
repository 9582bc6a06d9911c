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

/** The same of an assertion that is awaited. */
export async function awaitedFailureOf(assertion: Promise<unknown>): Promise<string> {
  const message = await assertion.then(
    () => undefined,
    (error: unknown) => stripVTControlCharacters(error instanceof Error ? error.message : String(error)),
  )
  if (message === undefined) throw new Error('the assertion did not fail')
  return message
}

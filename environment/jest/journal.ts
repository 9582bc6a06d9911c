import type { TestSession } from '../../src/session/contract.js'
import { hasJournals } from '../../src/session/journal/has-journals.js'
import { asError, printNote } from '../report-end.js'
import type { FilePlace } from './deaths.js'

/** Removes the journals of runs before, and those of this file. */
export async function clearJournals({ root, run, file }: FilePlace): Promise<void> {
  if (!hasJournals(root)) return
  const { removeOldJournals } = await import('../../src/session/journal/journal-files.js')
  removeOldJournals(root, run, file)
}

/**
 * Writes the journal of a test that has failed into a file, and its path below the message of its first error: Jest takes no
 * attachments. `errors` is a list as jest-circus keeps it, of errors and pairs of errors; some are no more than text.
 */
export async function attachJournal(session: TestSession, errors: unknown[]): Promise<void> {
  const { used, info } = session
  if (used === undefined || info.options.attach === 'never') return
  try {
    // Imported when needed: most tests pass.
    const { keepJournal } = await import('../../src/session/journal/journal-of-test.js')
    const path = keepJournal(session, errors.map(messageOf))?.path
    if (path !== undefined) addLine(errors, `journal  ${path}`)
  } catch (error) {
    printNote(`the journal of "${info.name}" could not be written: ${asError(error).message}`)
  }
}

function messageOf(entry: unknown): string {
  const thrown = Array.isArray(entry) ? (entry[0] ?? entry[1]) : entry
  const { name } = (thrown ?? {}) as { readonly name?: unknown }
  const { message } = asError(thrown)
  return typeof name === 'string' && !message.startsWith(name) ? `${name}: ${message}` : message
}

/** Jest prints the stack, which begins with the message. */
function addLine(errors: unknown[], line: string): void {
  const [entry] = errors
  const thrown = Array.isArray(entry) ? entry[0] : entry
  if (typeof thrown === 'string') {
    const told = `${thrown}\n\n${line}`
    if (Array.isArray(entry)) entry[0] = told
    else errors[0] = told
    return
  }
  const error = thrown as { message?: unknown; stack?: unknown } | null | undefined
  if (typeof error?.message !== 'string') return
  const told = `${error.message}\n\n${line}`
  if (typeof error.stack === 'string') error.stack = error.stack.replace(error.message, () => told)
  error.message = told
}

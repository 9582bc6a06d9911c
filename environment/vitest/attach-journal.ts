import type { TestSession } from '../../src/session/contract.js'
import { asError, printNote } from '../report-end.js'

/** A test of Vitest that may have failed, as far as it matters here. */
export interface FailedTask {
  readonly result?: {
    readonly state: string
    readonly errors?: readonly { readonly name?: string; readonly message: string }[] | undefined
  }
  /** Whether it is expected to fail. */
  readonly fails?: boolean | undefined
}

/** The part of Vitest that takes what is attached. */
interface Recorder {
  readonly recordArtifact: typeof import('vitest').recordArtifact
}

/**
 * Attaches the journal of a test that has failed, as HTML and as JSON; does nothing for others.
 *
 * @param errors that Vitest does not know of yet
 */
export function attachJournal(
  recorder: Recorder,
  task: FailedTask,
  session: TestSession,
  errors: readonly unknown[],
): Promise<void> | undefined {
  if (session.used === undefined) return undefined
  const hasFailed = errors.length > 0 || (task.result?.state === 'fail' && task.fails !== true)
  return hasFailed && session.info.options.attach !== 'never' ? attach(recorder, task, session, errors) : undefined
}

async function attach(
  { recordArtifact }: Recorder,
  task: FailedTask,
  session: TestSession,
  errors: readonly unknown[],
): Promise<void> {
  try {
    const known = task.result?.errors?.map(({ name, message }) =>
      name === undefined ? message : `${name}: ${message}`,
    )
    const messages = [...(known ?? []), ...errors.map((error) => asError(error).message)]
    // Imported when needed: most tests pass.
    const { keepJournal } = await import('../entries/vitest-on-demand.js')
    const journal = await keepJournal(session, messages)
    if (journal === undefined) return
    await recordArtifact(
      task as never,
      {
        type: 'osaurus-mockhost:journal',
        ...(journal.path !== undefined && { path: journal.path }),
        attachments: [
          { contentType: 'text/html', body: journal.html, bodyEncoding: 'utf-8' },
          { contentType: 'application/json', body: journal.json, bodyEncoding: 'utf-8' },
        ],
      } as never,
    )
  } catch (error) {
    printNote(`the journal of "${session.info.name}" could not be attached: ${asError(error).message}`)
  }
}

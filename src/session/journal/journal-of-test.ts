import { stripVTControlCharacters } from 'node:util'
import { thisProcess } from '../../native/flight-folder.js'
import { makeJournal } from '../../report/journal/journal.js'
import { printJournalPage } from '../../report/journal/journal-page.js'
import type { TestSession } from '../contract.js'
import { hasRoom, type JournalPlace, type JournalTexts, writeJournal } from './journal-files.js'
import { nanosecondsAt, redactorOf } from './redactor-of.js'

/** A journal that was made for a test that failed. */
export interface MadeJournal extends JournalTexts {
  /** Of the page; `undefined` when no file could be written. */
  readonly path: string | undefined
}

/**
 * Writes what the host of a test saw, which has ended and failed. `undefined`: the test has used no host, or the run has
 * written as much as it may.
 *
 * @param failures messages of the errors, as the runner has them
 */
export function keepJournal(session: TestSession, failures: readonly string[]): MadeJournal | undefined {
  const { info, used } = session
  const place: JournalPlace = { root: info.root, run: info.run ?? thisProcess(), file: info.file, test: info.name }
  if (used === undefined || !hasRoom(place)) return undefined
  const journal = makeJournal({
    test: info.name,
    file: info.file,
    errors: failures.map(stripVTControlCharacters),
    host: used.host,
    start: nanosecondsAt(session.begun),
    date: new Date(),
    redactor: redactorOf(used.host),
  })
  const texts = { html: printJournalPage(journal), json: `${JSON.stringify(journal, null, 2)}\n` }
  return { ...texts, path: writeJournal(place, texts) }
}

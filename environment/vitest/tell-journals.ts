import { thisProcess } from '../../src/native/flight-folder.js'
import { hasJournals } from '../../src/session/journal/has-journals.js'
import { printNote } from '../report-end.js'

/** So many are listed; the others lie beside them. */
const mostListed = 10

/** Removes the journals of runs before, those of this process in watch mode included. */
export async function clearJournals(roots: ReadonlySet<string>): Promise<void> {
  for (const root of roots) {
    if (!hasJournals(root)) continue
    const { removeOldJournals } = await import('../../src/session/journal/journal-files.js')
    removeOldJournals(root, thisProcess())
  }
}

/** Says where the journals of the tests that have failed lie. */
export async function tellJournals(roots: ReadonlySet<string>): Promise<void> {
  for (const root of roots) {
    if (!hasJournals(root)) continue
    const { listJournals } = await import('../../src/session/journal/journal-files.js')
    const paths = listJournals(root, thisProcess())
    if (paths.length === 0) continue
    const more = paths.length > mostListed ? [`  … ${paths.length - mostListed} more beside them`] : []
    const lines = paths.slice(0, mostListed).map((path) => `  ${path}`)
    printNote(['what plugins did in tests that failed:', ...lines, ...more].join('\n'))
  }
}

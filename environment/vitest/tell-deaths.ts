import { thisProcess } from '../../src/native/flight-folder.js'
import type { RunChoice } from '../../src/session/flight/find-deaths.js'
import { anyDead } from '../../src/session/flight/find-deaths.js'
import { printNote } from '../report-end.js'

/** Tells of processes that died in a test. Result: whether there were any. */
export async function tellDeaths(roots: ReadonlySet<string>, choice: RunChoice): Promise<boolean> {
  let hasTold = false
  for (const root of roots) {
    if (!anyDead(root)) continue
    // Loaded when needed: most runs have nothing to tell.
    const { reportDeaths } = await import('../../src/session/flight/report-deaths.js')
    const deaths = reportDeaths(root, thisProcess(), choice, printNote)
    hasTold ||= deaths.length > 0
  }
  return hasTold
}

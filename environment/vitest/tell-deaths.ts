import { thisProcess } from '../../src/native/flight-folder.js'
import type { RunChoice } from '../../src/session/flight/find-deaths.js'
import { anyDead } from '../../src/session/flight/find-deaths.js'
import { printNote } from '../report-end.js'

/** The part of Vitest that matters here. */
export interface ReportingVitest {
  readonly config: { readonly reporters?: unknown[] }
}

/** Projects of each Vitest by their roots: the recorders of their processes lie there. */
const rootsOf = new WeakMap<ReportingVitest, Set<string>>()

/** Has Vitest tell of processes that died in a test: at the end of the run, those of a run before at its start. */
export function tellDeaths(vitest: ReportingVitest, root: string): void {
  const known = rootsOf.get(vitest)
  if (known !== undefined) {
    known.add(root)
    return
  }
  const roots = new Set([root])
  rootsOf.set(vitest, roots)
  vitest.config.reporters?.push({
    onTestRunStart: () => tell(roots, 'the previous run'),
    async onTestRunEnd() {
      // Vitest fails the run as well; but a process may die when all of its tests are over.
      if (await tell(roots, 'this run')) process.exitCode = 1
    },
  })
}

async function tell(roots: ReadonlySet<string>, choice: RunChoice): Promise<boolean> {
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

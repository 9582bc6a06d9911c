import { tellDeaths } from './tell-deaths.js'
import { clearJournals, tellJournals } from './tell-journals.js'

/** The part of Vitest that matters here. */
export interface ReportingVitest {
  readonly config: { readonly reporters?: unknown[] }
}

/** Projects of each Vitest by their roots: what its processes leave behind lies there. A restart brings new reporters. */
const rootsOf = new WeakMap<unknown[], Set<string>>()

/**
 * Has Vitest tell of processes that died in a test, at the end of the run, those of a run before at its start; and where the
 * journals of failed tests lie.
 */
export function lookAroundRuns(vitest: ReportingVitest, root: string): void {
  const { reporters } = vitest.config
  if (reporters === undefined) return
  const known = rootsOf.get(reporters)
  if (known !== undefined) {
    known.add(root)
    return
  }
  const roots = new Set([root])
  rootsOf.set(reporters, roots)
  reporters.push({
    async onTestRunStart() {
      await clearJournals(roots)
      await tellDeaths(roots, 'the previous run')
    },
    async onTestRunEnd() {
      await tellJournals(roots)
      // Vitest fails the run as well; but a process may die when all of its tests are over.
      if (await tellDeaths(roots, 'this run')) process.exitCode = 1
    },
  })
}

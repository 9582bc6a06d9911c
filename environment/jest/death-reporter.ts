import { thisProcess } from '../../src/native/flight-folder.js'
import { anyDead } from '../../src/session/flight/find-deaths.js'
import { printNote } from '../report-end.js'

/** The part of Jest's `TestContext` that we read. */
interface ProjectContext {
  readonly config: { readonly rootDir: string }
}

/** Runs in the main process of Jest, which outlives the workers. */
export class DeathReporter {
  #error: Error | undefined

  /** Tells of every process of this run that died in a test and that no test file has told of. */
  async onRunComplete(projects: ReadonlySet<ProjectContext>): Promise<void> {
    const roots = [...new Set(Array.from(projects, ({ config }) => config.rootDir))].filter(anyDead)
    if (roots.length === 0) return
    // Loaded when needed: most runs have nothing to tell.
    const { reportDeaths } = await import('../../src/session/flight/report-deaths.js')
    const deaths = roots.flatMap((root) => reportDeaths(root, thisProcess(), 'this run', printNote))
    this.#error = deaths[0]?.error
  }

  /** Jest fails the run for it; a process may die when all of its tests are over. */
  getLastError(): Error | undefined {
    return this.#error
  }
}

import type { NodeMajor, Transform, VitestVersion } from './versions.js'

/** The project that a cell runs in; cells of one runner and transform share it. */
export type ProjectChoice =
  | { readonly runner: 'vitest'; readonly version: VitestVersion }
  | { readonly runner: 'jest'; readonly transform: Transform }

/** Where the files of a run are executed: what the mode of the runner promises. */
export type Place = 'one thread' | 'processes' | 'threads'

/** What is done in a cell, and what must come out. */
export type Check =
  | {
      readonly kind: 'tests'
      readonly args: readonly string[]
      /** How often the tests run: once for each project of the configuration. */
      readonly times: number
      readonly place?: Place
    }
  | { readonly kind: 'shards'; readonly args: readonly string[] }
  | { readonly kind: 'coverage'; readonly args: readonly string[] }
  | { readonly kind: 'watch'; readonly args: readonly string[] }

/** Why the runner itself does not go there, and where its makers say so. */
export interface Limit {
  readonly reason: string
  readonly reference: string
}

/** One combination that is run, or that the runner excludes. */
export interface Cell {
  readonly table: 'Vitest' | 'Jest' | 'features'
  readonly node: NodeMajor
  readonly project: ProjectChoice
  /** In its table: for Vitest pool and isolation, for Jest the mode, else the feature. */
  readonly column: string
  readonly check: Check
  readonly limit?: Limit
}

/** What stands before the columns of the row: the project without its Node. */
export function projectName(project: ProjectChoice): string {
  return project.runner === 'vitest' ? `Vitest ${project.version}` : `Jest ${project.transform}`
}

/** Names a cell for results and for `--only`. */
export function cellName({ node, project, column }: Cell): string {
  return `Node ${node}, ${projectName(project)}, ${column}`
}

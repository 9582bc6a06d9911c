import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** How a cell ended. */
export interface CellResult {
  /** Of what was run: cell, project and package; another one makes the result worthless. */
  readonly fingerprint: string
  /** Of the Node that ran it, such as `v22.23.3`. */
  readonly nodeVersion: string
  /** Day, as `2026-11-27`. */
  readonly date: string
  readonly milliseconds: number
  /** What was wrong; nothing in a green cell. */
  readonly wrong: readonly string[]
}

/** The results of a matrix by name of the cell, kept in a file after each cell. */
export class Results {
  readonly #file: string
  readonly #kept: Record<string, CellResult>

  constructor(file: string, isFresh: boolean) {
    this.#file = file
    this.#kept = isFresh ? {} : read(file)
  }

  /** The result for just this content; an older one does not count. */
  find(name: string, fingerprint: string): CellResult | undefined {
    const kept = this.#kept[name]
    return kept?.fingerprint === fingerprint ? kept : undefined
  }

  keep(name: string, result: CellResult): void {
    this.#kept[name] = result
    mkdirSync(path.dirname(this.#file), { recursive: true })
    const unfinished = `${this.#file}.${process.pid}`
    writeFileSync(unfinished, `${JSON.stringify(this.#kept, undefined, 1)}\n`)
    renameSync(unfinished, this.#file)
  }
}

function read(file: string): Record<string, CellResult> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new Error(`${file} cannot be read.\n  to fix  npm run matrix -- --fresh`, { cause: error })
  }
}

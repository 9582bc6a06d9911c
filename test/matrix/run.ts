import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { contentHash, packPackage, repository } from '../runners/packed-package.js'
import { type Cell, cellName } from './cell.js'
import { allCells } from './cells.js'
import { home, installNode, installProject } from './install.js'
import { makePage } from './page.js'
import { recipeOf } from './projects.js'
import { type CellResult, Results } from './results.js'
import { runCell } from './run-cell.js'

/** What of the matrix is run. */
export interface MatrixOptions {
  /** Forgets the results of earlier runs. */
  readonly fresh: boolean
  /** Only cells with this text in their name; the page stays as it is then. */
  readonly only?: string | undefined
}

const page = path.join(repository, 'docs/compatibility.md')

/**
 * Runs the cells that were not green yet with the package as it is built; then the page is written.
 *
 * @returns whether every cell that was asked for is green
 */
export async function runMatrix({ fresh, only = '' }: MatrixOptions): Promise<boolean> {
  const shipped = await contentHash(['package.json', 'dist', 'prebuilds'])
  const { tarball } = await packPackage()
  const results = new Results(path.join(home, 'results.json'), fresh)
  const all = allCells()
  const asked = all.filter((cell) => cell.limit === undefined && cellName(cell).includes(only))
  if (asked.length === 0) throw new Error(`No cell has "${only}" in its name; one is "${all.map(cellName)[0]}".`)
  const resultOf = (cell: Cell) => results.find(cellName(cell), fingerprintOf(cell, shipped))
  const isGreen = (cell: Cell) => resultOf(cell)?.wrong.length === 0
  const missing = asked.filter((cell) => !isGreen(cell))
  console.log(`${asked.length} cells, ${asked.length - missing.length} of them green before`)

  const started = performance.now()
  for (const [at, cell] of missing.entries()) {
    const elapsed = Math.round((performance.now() - started) / 1000)
    process.stdout.write(`[${at + 1} of ${missing.length}, ${elapsed} s] ${cellName(cell)} ... `)
    const result = { ...(await run(cell, tarball)), fingerprint: fingerprintOf(cell, shipped) }
    results.keep(cellName(cell), result)
    console.log(result.wrong.length === 0 ? `ok, ${(result.milliseconds / 1000).toFixed(1)} s` : 'FAILED')
    for (const line of result.wrong) console.log(line.replace(/^/gm, '    '))
  }

  const failed = asked.filter((cell) => !isGreen(cell))
  if (only === '') await writeFile(page, makePage(all, resultOf))
  console.log(`${asked.length - failed.length} of ${asked.length} cells are green`)
  for (const cell of failed) console.log(`  failed: ${cellName(cell)}`)
  return failed.length === 0
}

async function run(cell: Cell, tarball: string): Promise<Omit<CellResult, 'fingerprint'>> {
  const { program, version } = await installNode(cell.node)
  const folder = await installProject(recipeOf(cell.project), tarball)
  const started = performance.now()
  const wrong = await runCell(cell, { folder, node: program })
  const milliseconds = Math.round(performance.now() - started)
  return { nodeVersion: version, date: new Date().toISOString().slice(0, 10), milliseconds, wrong }
}

function fingerprintOf(cell: Cell, shipped: string): string {
  const content = JSON.stringify([shipped, cell, recipeOf(cell.project)])
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}

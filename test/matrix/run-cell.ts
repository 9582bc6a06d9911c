import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { type Runner, type RunResult, runRunner } from '../runners/project.js'
import type { Cell } from './cell.js'
import { checkCoverage, checkPlace, checkTests, sum } from './expectations.js'
import { recipeOf } from './projects.js'
import { expected } from './test-files.js'
import { watchTests } from './watch-tests.js'

/** Where a cell is run. */
export interface Workplace {
  /** Of the project. */
  readonly folder: string
  /** The program of Node. */
  readonly node: string
}

/** Runs a cell; answers what was wrong, sentence by sentence, or nothing. */
export async function runCell(cell: Cell, { folder, node }: Workplace): Promise<string[]> {
  const { check, project } = cell
  const { nodeArgs } = recipeOf(project)
  const runner: Runner = project.runner === 'jest' ? 'jest30' : 'vitest4'
  const places = path.join(folder, '.places.txt')
  await rm(places, { force: true })
  const env = { MATRIX_PLACES: places }
  const call = { runner, folder, args: check.args, options: { node, nodeArgs, env } }
  const run = (...more: readonly string[]) => runRunner({ ...call, args: [...check.args, ...more] })

  switch (check.kind) {
    case 'tests': {
      const noted = async () => checkPlace(check.place, await readFile(places, 'utf8').catch(() => ''))
      return [...checkTests(await run(), expected, check.times), ...(await noted())]
    }
    case 'shards':
      return project.runner === 'jest' ? runShards(run) : runMergedShards(run, folder)
    case 'coverage': {
      await rm(path.join(folder, 'coverage'), { recursive: true, force: true })
      const result = await run()
      const report = await readFile(path.join(folder, 'coverage/coverage-summary.json'), 'utf8').catch(() => '{}')
      return [...checkTests(result, { passed: 1, failed: 0, files: 1 }), ...checkCoverage(JSON.parse(report))]
    }
    case 'watch':
      return watchTests(call)
  }
}

type Run = (...more: readonly string[]) => Promise<RunResult>

const shards = ['--shard=1/2', '--shard=2/2']

/** Jest merges nothing: its reports are counted together. */
async function runShards(run: Run): Promise<string[]> {
  const results: RunResult[] = []
  for (const shard of shards) results.push(await run(shard))
  return checkTests(sum(results), expected)
}

async function runMergedShards(run: Run, folder: string): Promise<string[]> {
  await rm(path.join(folder, '.vitest-reports'), { recursive: true, force: true })
  await rm(path.join(folder, '.vitest'), { recursive: true, force: true })
  for (const shard of shards) await run(shard, '--reporter=blob')
  return checkTests(await run('--merge-reports'), expected)
}

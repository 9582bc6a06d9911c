import { median } from '../summary.mjs'

/**
 * Runs several ways in turn, each round in another order, so that what slows the machine for a while slows all
 * of them; after one round that does not count. A sample is the median of the figures of one run.
 *
 * @param {string} work told on stderr, with how far it is
 * @param {Readonly<Record<string, () => Promise<number[]>>>} ways
 * @returns {Promise<Record<string, number[]>>} samples of each way, those of one round at the same place
 */
export async function alternate(work, ways, rounds) {
  const samples = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(`  ${work}: ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}\n`)
    for (const [way, run] of rotate(Object.entries(ways), round)) {
      const figures = await run()
      if (round > 0) samples[way].push(median(figures))
    }
  }
  return samples
}

/**
 * Each way for each build, by its name and the build's suffix. What is `plain` knows nothing of our package: one is enough.
 *
 * @param {readonly import('./project.mjs').Project[]} projects
 * @param {Readonly<Record<string, (project: import('./project.mjs').Project) => Promise<number[]>>>} ways
 */
export function waysOf(projects, ways) {
  const named = projects.flatMap((project, number) =>
    Object.entries(ways)
      .filter(([way]) => number === 0 || way !== 'plain')
      .map(([way, run]) => [way + project.suffix, () => run(project)]),
  )
  return Object.fromEntries(named)
}

function rotate(list, count) {
  const at = count % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

import { report } from '../report.mjs'
import { measureMemory } from './memory.mjs'
import { measurePerFile } from './per-file.mjs'
import { measurePerTest } from './per-test.mjs'
import { Project } from './project.mjs'

/** Megabytes over 9000 tests that still count as flat: about 600 bytes a test. */
const flat = 5

/** Folder of another checkout that is built, to be measured beside this one; set by run.mjs. */
const other = process.env.BENCH_AGAINST

/**
 * Reports what the environment costs in one runner, beside the runner's own node environment; and beside another build, if
 * one was named: what differs from machine to machine and from hour to hour is the same for both.
 *
 * @param {import('./runners.mjs').Runner} runner
 * @param {{ perTest: number }} budgets that differ between runners: microseconds
 */
export async function measureEnvironment(runner, { perTest }) {
  const projects = [new Project(runner), ...(other === undefined ? [] : [new Project(runner, other)])]
  const reportBesidePlain = (row, { samples, way, ...figures }) => {
    for (const { suffix } of projects) {
      report({
        row: `${runner.name}, ${row}${suffix}`,
        baselineIs: `${runner.name} in its node environment`,
        ours: samples[way + suffix],
        baseline: samples.plain,
        ...figures,
      })
    }
  }
  const test = await measurePerTest(projects, runner)
  reportBesidePlain('a test that uses its host', { samples: test, way: 'used', unit: 'µs', ...halfIsTheGoal(perTest) })
  const file = await measurePerFile(projects, runner)
  reportBesidePlain('a file whose tests use their hosts', {
    samples: file,
    way: 'used',
    unit: 'ms',
    ...halfIsTheGoal(40),
  })
  reportBesidePlain('a file where no test does', { samples: file, way: 'untouched', unit: 'ms', ...halfIsTheGoal(5) })
  const memory = await measureMemory(projects, runner)
  reportBesidePlain('growth of RSS from test 1000 to 10 000', {
    samples: memory,
    way: 'used',
    unit: 'MB',
    budget: { more: flat },
  })
}

function halfIsTheGoal(more) {
  return { budget: { more }, goal: { more: more / 2 } }
}

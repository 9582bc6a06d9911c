import { report } from '../report.mjs'
import { measureMemory } from './memory.mjs'
import { measurePerFile } from './per-file.mjs'
import { measurePerTest } from './per-test.mjs'
import { Project } from './project.mjs'

/** Megabytes over 9000 tests that still count as flat: about 600 bytes a test. */
const flat = 5

/**
 * Reports what the environment costs in one runner, beside the runner's own node environment.
 *
 * @param {import('./runners.mjs').Runner} runner
 * @param {{ perTest: number }} budgets that differ between runners: microseconds
 */
export async function measureEnvironment(runner, { perTest }) {
  const project = new Project(runner)
  const reportBesidePlain = (row, figures) =>
    report({ row: `${runner.name}, ${row}`, baselineIs: `${runner.name} in its node environment`, ...figures })

  const test = await measurePerTest(project, runner)
  reportBesidePlain('a test that uses its host', {
    unit: 'µs',
    ours: test.used,
    baseline: test.plain,
    ...halfIsTheGoal(perTest),
  })
  const file = await measurePerFile(project, runner)
  reportBesidePlain('a file whose tests use their hosts', {
    unit: 'ms',
    ours: file.used,
    baseline: file.plain,
    ...halfIsTheGoal(40),
  })
  reportBesidePlain('a file where no test does', {
    unit: 'ms',
    ours: file.untouched,
    baseline: file.plain,
    ...halfIsTheGoal(5),
  })
  const memory = await measureMemory(project, runner)
  reportBesidePlain('growth of RSS from test 1000 to 10 000', {
    unit: 'MB',
    ours: memory.used,
    baseline: memory.plain,
    budget: { more: flat },
  })
}

function halfIsTheGoal(more) {
  return { budget: { more }, goal: { more: more / 2 } }
}

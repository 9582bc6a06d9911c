// What a test costs in a file of more and more tests that use their hosts, beside as many in the plain environment. One
// run of the runner has a file of each size. The tests before, in which code is cold, are left out. In processor time of
// the process that runs the tests.
import { Project } from '../environment/project.mjs'
import { report } from '../report.mjs'

const sizes = [10, 100, 1000, 5000]
const coldTests = 200
const rounds = 5
const seconds = 25 // Then no round begins.

/** @param {import('../environment/runners.mjs').Runner} runner */
export async function measureTestGrowth(runner) {
  const project = new Project(runner)
  writeTests(project, runner)
  const points = sizes.map((size) => ({ size, ours: [], baseline: [] }))
  const end = performance.now() + seconds * 1000
  for (let round = 1; round <= rounds && performance.now() < end; round++) {
    process.stderr.write(`  ${runner.name}, more tests: round ${round} of ${rounds}\n`)
    const plain = await runSizes(project, 'growth', { hasHosts: false })
    const used = await runSizes(project, 'growth-used', { hasHosts: true })
    for (const { size, ours, baseline } of points) {
      ours.push(used.get(size))
      baseline.push(plain.get(size))
    }
  }
  report({
    growth: `${runner.name}, a test that uses its host`,
    axis: 'tests',
    unit: 'µs',
    most: 2,
    baselineIs: `${runner.name} in its node environment`,
    points,
  })
}

function writeTests(project, { ending, importLine }) {
  const append = importLine('appendFileSync', 'node:fs')
  for (const size of sizes) {
    const body = testsOf(size, project.figures)
    project.write({
      [`growth/${size}.${ending}`]: `${append}const host = { calls: [] }\n${body}`,
      [`growth-used/${size}.${ending}`]: `${append}${importLine('host', 'osaurus-mockhost')}${body}`,
    })
  }
}

/** Leaves the size and what a test took. */
function testsOf(size, figures) {
  return `
let start
for (let number = 0; number <= ${coldTests + size}; number++) {
  test(\`test \${number}\`, () => {
    if (number === ${coldTests}) start = process.cpuUsage()
    if (number === ${coldTests + size}) {
      const { user, system } = process.cpuUsage(start)
      appendFileSync(${JSON.stringify(figures)}, \`${size}\\n\${(user + system) / ${size}}\\n\`)
    }
    if (host.calls.length !== 0) throw new Error('a call from nowhere')
  })
}
`
}

/** Microseconds a test by size: the runner chooses the order of the files. */
async function runSizes(project, tests, environment) {
  const figures = await project.run(tests, environment)
  return new Map(sizes.map((size) => [size, figures[figures.indexOf(size) + 1]]))
}

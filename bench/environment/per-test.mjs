// What the environment costs each test that uses its host: the time from one test to another of the same file,
// divided by the tests between. Everything that wraps a test is in it; the start of the file, the loading of the
// native core and the first tests, in which the code is still cold, are not.
import { alternate, waysOf } from './pairs.mjs'

const coldTests = 300
const measuredTests = 2000
const rounds = 9

/**
 * @param {readonly import('./project.mjs').Project[]} projects one for each build
 * @param {import('./runners.mjs').Runner} runner
 * @returns microseconds a test: `plain`, and of each build with a `used` host
 */
export function measurePerTest(projects, { name, ending, importLine }) {
  const append = importLine('appendFileSync', 'node:fs')
  for (const project of projects) {
    const body = testsOf(project.figures)
    project.write({
      [`per-test/plain.${ending}`]: `${append}const host = { calls: [] }\n${body}`,
      [`per-test-used/used.${ending}`]: `${append}${importLine('host', 'osaurus-mockhost')}${body}`,
    })
  }
  const ways = {
    plain: (project) => project.run('per-test', { hasHosts: false }),
    used: (project) => project.run('per-test-used', { hasHosts: true }),
  }
  return alternate(`${name}, per test`, waysOf(projects, ways), rounds)
}

function testsOf(figures) {
  return `
let start
for (let number = 0; number <= ${coldTests + measuredTests}; number++) {
  test(\`test \${number}\`, () => {
    if (number === ${coldTests}) start = performance.now()
    if (number === ${coldTests + measuredTests}) {
      const microseconds = (performance.now() - start) * 1000
      appendFileSync(${JSON.stringify(figures)}, \`\${microseconds / ${measuredTests}}\\n\`)
    }
    if (host.calls.length !== 0) throw new Error('a call from nowhere')
  })
}
`
}

// What the environment costs each file: the time from the test of one file to that of the next, in a run of several
// small files. It holds the end of one file and the whole start of the next, in Vitest with a process for each. What
// happens once is left out: the start of the runner, which takes much longer, and what the one process of Jest keeps.
import { alternate, waysOf } from './pairs.mjs'

const files = 6
const rounds = 15

/**
 * @param {readonly import('./project.mjs').Project[]} projects one for each build
 * @param {import('./runners.mjs').Runner} runner
 * @returns milliseconds a file: `plain`, and of each build with `untouched` hosts, with `used` ones
 */
export function measurePerFile(projects, { name, ending, importLine }) {
  for (const project of projects) {
    const test = testOf(project.figures, importLine)
    const usingTest = `${importLine('host', 'osaurus-mockhost')}test('uses its host', () => {
  if (host.calls.length !== 0) throw new Error('a call from nowhere')
})
${test}`
    for (let number = 1; number <= files; number++) {
      project.write({ [`per-file/${number}.${ending}`]: test, [`per-file-used/${number}.${ending}`]: usingTest })
    }
  }
  const run = async (project, tests, hasHosts) => differences(await project.run(tests, { hasHosts }))
  const ways = {
    plain: (project) => run(project, 'per-file', false),
    untouched: (project) => run(project, 'per-file', true),
    used: (project) => run(project, 'per-file-used', true),
  }
  return alternate(`${name}, per file`, waysOf(projects, ways), rounds)
}

/** By a clock that all processes share. */
function testOf(figures, importLine) {
  return `${importLine('appendFileSync', 'node:fs')}
test('tells the time', () => {
  appendFileSync(${JSON.stringify(figures)}, \`\${Number(process.hrtime.bigint()) / 1e6}\\n\`)
})
`
}

function differences(times) {
  return times.slice(1).map((time, index) => time - times[index])
}

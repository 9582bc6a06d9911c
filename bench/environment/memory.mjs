// How much a process grows while a file of 10 000 tests runs, after the first 1000 of them: each test calls a tool of
// the plugin, and reads what its host recorded. The baseline is what the runner itself keeps of as many tests.
import { alternate, waysOf } from './pairs.mjs'

const firstTests = 1000
const allTests = 10_000
const rounds = 3

/**
 * In megabytes. V8 enlarges the space of young objects by tens of megabytes when it sees fit, in one run and not in
 * the next: kept small, so that what grows is what is kept.
 */
const youngSpace = { NODE_OPTIONS: '--max-semi-space-size=4' }

/**
 * @param {readonly import('./project.mjs').Project[]} projects one for each build
 * @param {import('./runners.mjs').Runner} runner
 * @returns megabytes: `plain`, and of each build with a `used` host
 */
export function measureMemory(projects, { name, ending, importLine }) {
  const imports = [importLine('appendFileSync', 'node:fs'), importLine('setFlagsFromString', 'node:v8')]
  const start = [...imports, importLine('runInNewContext', 'node:vm')].join('')
  for (const project of projects) {
    const body = testsOf(project.figures)
    project.write({
      [`memory/plain.${ending}`]: `${start}const plugin = { invoke: async () => {} }, host = { calls: [] }\n${body}`,
      [`memory-used/used.${ending}`]: `${start}${importLine('host, plugin', 'osaurus-mockhost')}${body}`,
    })
  }
  const run = async (project, tests, hasHosts) => growth(await project.run(tests, { hasHosts, env: youngSpace }))
  const ways = {
    plain: (project) => run(project, 'memory', false),
    used: (project) => run(project, 'memory-used', true),
  }
  return alternate(`${name}, memory`, waysOf(projects, ways), rounds)
}

/**
 * `gc` is had this way in every worker and realm. It is called until nothing more is let go: finalizers run between
 * two of them, and V8 gives its pages back in threads of its own.
 */
function testsOf(figures) {
  return `
setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')
const readMemory = async () => {
  let before = Infinity
  let now = process.memoryUsage.rss()
  for (let time = 0; time < 2 || before - now > 2 ** 19; time++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 100))
    before = now
    now = process.memoryUsage.rss()
  }
  appendFileSync(${JSON.stringify(figures)}, \`\${now / 2 ** 20}\\n\`)
}
for (let number = 1; number <= ${allTests}; number++) {
  test(\`test \${number}\`, async () => {
    await plugin.invoke('empty')
    if (host.calls.length !== 0) throw new Error('a call from nowhere')
    if (number === ${firstTests} || number === ${allTests}) await readMemory()
  })
}
`
}

function growth([after, atEnd]) {
  return [atEnd - after]
}

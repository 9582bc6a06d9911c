// Copied into the project of the samples: runs a test with each configuration of Vitest among them.
import { writeFileSync } from 'node:fs'
import { startVitest } from 'vitest/node'

const [report, ...names] = process.argv.slice(2)
const said = []
for (const name of names) {
  const errors = []
  const reporter = {
    onTestRunEnd: (modules, unhandled, reason) => {
      errors.push(...unhandled.map((error) => error.message))
      for (const module of modules) {
        errors.push(...module.errors().map((error) => error.message))
        for (const test of module.children.allTests()) {
          errors.push(...(test.result().errors ?? []).map((error) => error.message))
        }
      }
      if (reason !== 'passed' && errors.length === 0) errors.push('no test ran')
    },
  }
  try {
    const root = new URL(`./configs/${name}`, import.meta.url).pathname
    const vitest = await startVitest('test', [], {
      root,
      watch: false,
      include: ['loads.test.js'],
      reporters: [reporter],
    })
    await vitest.close()
  } catch (error) {
    errors.push(error.message)
  }
  said.push({ error: errors.length > 0 ? errors.join('\n') : undefined, output: '' })
}
writeFileSync(report, JSON.stringify(said))
process.exit()

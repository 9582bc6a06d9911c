// Copied into the project of the samples: runs the programs among them, one after the other.
import { writeFileSync } from 'node:fs'
import { format } from 'node:util'

const [report, ...names] = process.argv.slice(2)
const said = []
for (const name of names) {
  const lines = []
  console.log = (...values) => lines.push(format(...values))
  const error = await import(`./run/${name}.mjs`).then(
    () => undefined,
    (error) => String(error?.stack ?? error),
  )
  said.push({ error, output: lines.join('\n') })
}
writeFileSync(report, JSON.stringify(said))

// Runs one scenario with the built package and prints its facts as JSON: `node run-scenario.mjs <name> <library>`.
import { MockHost } from 'osaurus-mockhost'

const [name, library] = process.argv.slice(2)
const { [name]: scenario } = await import('./scenarios.mjs')
const host = new MockHost()
host.hostAPIPointer()
const plugin = await host.load(library)
const facts = await scenario({ host, plugin, library })
await plugin.destroy()
host.close()
console.log(JSON.stringify(facts))

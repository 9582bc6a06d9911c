// Loads libraries one after another, each with a limit of half a second, prints what became of each, and exits with 7:
// `node load-one-by-one.mjs <library> ...`
import { AsyncLocalStorage } from 'node:async_hooks'
import { MockHost } from 'osaurus-mockhost'

const host = new MockHost({ name: 'loads' })
host.hostAPIPointer()
const runtime = AsyncLocalStorage[Symbol.for('osaurus-mockhost.runtime')]

for (const library of process.argv.slice(2)) {
  const outcome = await inTime(() => host.load(library)).then(() => 'loaded', String)
  console.log(outcome)
}
process.exit(7)

/** As a test with a limit does it. */
function inTime(body) {
  const context = runtime.childContext()
  return runtime.runIn({ ...context, scope: { ...context.scope, callLimit: { timeLeft: () => 500 } } }, body)
}

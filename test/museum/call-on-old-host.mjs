// Calls a tool of a plugin on a host of an older version. In a process of its own, since a plugin ends it that calls
// what the older host does not have. Says what it does before it does it.
//
//   node call-on-old-host.mjs <library> <version> <tool>
import { basename } from 'node:path'
import { MockHost } from 'osaurus-mockhost'

const [library, version, tool] = process.argv.slice(2)
const since = { complete_cancel: 3, get_active_agent_id: 4, log_structured: 5, free_string: 6 }
const host = new MockHost({ abiVersion: Number(version) })
const missing = Object.keys(since).filter((slot) => since[slot] > Number(version))

await host.withInstalled(async (api) => {
  console.log(`a host of version ${api.version} has NULL for ${missing.join(' and ')}`)
  const plugin = await host.load(library)
  console.log(`calling ${tool} of ${basename(library)}`)
  console.log(`it answered ${(await plugin.invoke(tool)).raw}`)
  await plugin.destroy()
})

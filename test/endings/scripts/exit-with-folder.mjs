// Exits while a host has artifacts: `node exit-with-folder.mjs <library of chatter> <a tool to leave running, or none>`.
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { MockHost } from 'osaurus-mockhost'

const [library, tool] = process.argv.slice(2)
const host = new MockHost()
host.hostAPIPointer()
host.artifacts.write('charts/a.txt', 'content')
if (tool !== 'none') {
  const chatter = await host.load(library)
  void chatter.invoke(tool, { announce: 'runs' }, { timeout: 60_000 })
  await host.until(({ logs }) => logs.contains('runs'))
}
console.log(`folders: ${readdirSync(tmpdir()).length}`)
process.exit(7)

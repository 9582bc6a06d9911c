// One host, one plugin, one call, in the project that this file was copied to.
import { MockHost } from 'osaurus-mockhost'

const host = new MockHost()
await host.withInstalled(async () => {
  const plugin = await host.load('./plugin')
  const { ok } = await plugin.invoke('ping', {})
  await plugin.destroy()
  console.log(JSON.stringify({ ok, logs: host.logs.messages }))
})

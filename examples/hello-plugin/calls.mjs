// One day in the life of the bot, in plain Node, and the calls that the host recorded.
import { fileURLToPath } from 'node:url'
import { formatCallTable, MockHost } from 'osaurus-mockhost'

const AGENT = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'
const settings = new Map([['bot_token', 'T1']])

const host = new MockHost({ name: 'the demo host' })
host.onConfigGet = (key) => settings.get(key) ?? null
host.onHttpRequest = async (request) => {
  const { url } = JSON.parse(request)
  const body = url.endsWith('/setWebhook') ? { secret: 's3cret' } : { ok: true }
  return JSON.stringify({ status: 200, headers: {}, body: JSON.stringify(body), body_encoding: 'utf8', elapsed_ms: 12 })
}

host.hostAPIPointer()
const plugin = await host.load(fileURLToPath(new URL('./build/libhello', import.meta.url)))
await plugin.configChanged('bot_token', 'T1', { agentId: AGENT })
settings.set('webhook_secret', host.configWrites.lastValue('webhook_secret'))
await plugin.invoke('greet', { name: 'Ada' }, { agentId: AGENT })
await plugin.handleRoute(
  {
    method: 'POST',
    path: '/webhook',
    headers: { 'x-hello-secret': 's3cret' },
    body: JSON.stringify({ chat: '42', text: 'hi' }),
  },
  { agentId: AGENT },
)
await plugin.destroy()

console.log(formatCallTable(host.calls.entries, { limit: 40 }))

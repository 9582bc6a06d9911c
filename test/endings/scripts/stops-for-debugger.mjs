// Loads a plugin and makes calls that take too long: `node stops-for-debugger.mjs <library of chatter> <isolated or here>`.
import { MockHost } from 'osaurus-mockhost'

const [library, where] = process.argv.slice(2)
const host = new MockHost({ responderTimeout: 20 })
host.hostAPIPointer()
const chatter = await host.load(library, { image: 'test', isolate: where === 'isolated' })
console.log('loaded')
const tell = (call) =>
  call.then(
    ({ raw }) => raw,
    ({ code }) => code,
  )
console.log('call', await tell(chatter.invoke('sleep_ms', { ms: 200 }, { timeout: 60 })))
if (where === 'here') {
  try {
    console.log('sync', chatter.invokeSync('sleep_ms', { ms: 200 }, { timeout: 60 }).raw)
  } catch ({ code }) {
    console.log('sync', code)
  }
  host.on.http_request.replyWith(() => new Promise((resolve) => setTimeout(resolve, 100, '{"status":200}')))
  console.log('responder', await tell(chatter.invoke('http', { url: 'https://a.example' })))
  await host.until(() => process.uptime() < 0, { timeout: 50 }).catch(({ code }) => console.log('until', code))
}
process.exit(0)

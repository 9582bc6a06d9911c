// What must not compile: a line that does is an error of its own, since its `@ts-expect-error` is left over then.
import {
  type EnvironmentOptions,
  inChild,
  isMockHostError,
  MockHost,
  type Plugin,
  validateManifest,
} from 'osaurus-mockhost'

export function options(): void {
  // @ts-expect-error no such option
  new MockHost({ profil: 'full' })
  // @ts-expect-error no such profile
  new MockHost({ profile: 'strict' })
  // @ts-expect-error a number
  new MockHost({ abiVersion: '6' })
  // @ts-expect-error no such attribution
  new MockHost({ attribution: 'host' })
  // @ts-expect-error no such limit
  new MockHost({ limits: { httpRequests: 3 } })
  // @ts-expect-error no such rule
  new MockHost({ allowViolations: { CONFIG_WITHOUT_AGENTS: 'why' } })
  // @ts-expect-error a reason, not a flag
  new MockHost({ allowViolations: { CONFIG_WITHOUT_AGENT: true } })
  // @ts-expect-error no such verdict
  new MockHost({ unprepared: 'error' })
  // @ts-expect-error no such verdict
  new MockHost({ unprepared: () => 'error' })
  // @ts-expect-error no such word
  new MockHost({ onCrash: 'ignore' })
  // @ts-expect-error an option of the test environments
  new MockHost({ plugin: './build/libhello' })
  // @ts-expect-error left out, or a value
  new MockHost({ profile: undefined })
}

export const wrongOptions: EnvironmentOptions[] = [
  // @ts-expect-error no such word
  { failOn: ['drop'] },
  // @ts-expect-error a list
  { failOn: 'drops' },
  // @ts-expect-error no such image
  { image: 'private' },
  // @ts-expect-error `false`, or a word
  { serialize: true },
  // @ts-expect-error no such word
  { serialize: 'suite' },
  // @ts-expect-error a reason for each
  { allowLeftovers: ['tokio-*'] },
  // @ts-expect-error the name is the test's
  { name: 'mine' },
]

export function answers({ on }: MockHost): void {
  // @ts-expect-error no such slot
  on.config_read.reply('x')
  // @ts-expect-error its answer is that of rule R5
  on.get_active_agent_id.reply('x')
  // @ts-expect-error it returns nothing
  on.log.reply('x')
  // @ts-expect-error no JSON
  on.config_get.reply(undefined)
  // @ts-expect-error replyWith takes functions of texts
  on.config_get.replyWith((key: number) => key)
  // @ts-expect-error a function
  on.config_get.replyWith('x')
  // @ts-expect-error milliseconds
  on.config_get.delay('1s')
  // @ts-expect-error a code
  on.http_request.fail(503)
  // @ts-expect-error no condition
  on.http_request.when('POST')
}

export function responders(host: MockHost): void {
  // @ts-expect-error text, or null
  host.onConfigGet = () => 7
  // @ts-expect-error config has no promises
  host.onConfigGet = async () => 'x'
  // @ts-expect-error text
  host.onHttpRequest = () => ({ status: 200 })
  // @ts-expect-error text, or null
  host.activeAgentId = undefined
  // @ts-expect-error recorders are read only
  host.logs = host.calls
  // @ts-expect-error no such slot
  host.calls.to('logs')
  // @ts-expect-error no such thread
  host.calls.from(true)
  // @ts-expect-error a predicate
  void host.until(true)
}

export function table({ api }: MockHost): void {
  // @ts-expect-error no such slot
  api.configRead('key')
  // @ts-expect-error a number
  api.log('info', 'hello')
  // @ts-expect-error text, or null
  api.configSet('key', 7)
  // @ts-expect-error both
  api.configSet('key')
  // @ts-expect-error a bigint
  api.freeString(16)
  // @ts-expect-error no such option
  api.onNewThread(() => {}, { label: 'worker' })
}

export async function calls(plugin: Plugin): Promise<void> {
  // @ts-expect-error no such option
  await plugin.invoke('greet', {}, { agent: 'A' })
  // @ts-expect-error milliseconds
  await plugin.invoke('greet', {}, { timeout: '1s' })
  // @ts-expect-error a tool
  await plugin.invoke()
  // @ts-expect-error no such event
  await plugin.taskEvent('id', 'done')
  // @ts-expect-error text
  await plugin.configChanged('key', 7)
  // @ts-expect-error no such field
  await plugin.handleRoute({ url: '/' })
  // @ts-expect-error no such place
  await plugin.fetch('/', { from: 'internet' })
  const result = plugin.invokeSync('greet')
  // @ts-expect-error only of a failure
  result.kind
}

export async function others(host: MockHost, error: unknown): Promise<void> {
  // @ts-expect-error no such code
  isMockHostError(error, 'NOT_INSTALED')
  // @ts-expect-error nobody could be meant
  if (isMockHostError(error) && error.code === 'CRASHED') return
  // @ts-expect-error no such option
  validateManifest({}, { osaurus: '0.22.3' })
  // @ts-expect-error no arguments were given
  await inChild(({ args }) => args.library)
  // @ts-expect-error no such image
  await host.load('./build/libhello', { image: 'private' })
  // @ts-expect-error no such activity
  await host.tasks.last.activity({ kind: 'tools' })
  // @ts-expect-error text
  await host.config.set('key', 7)
}
